// What the kernel's routing and firewall tables hold; included by CLinuxNet.h.
//
// Every function returns a negated errno on failure unless its comment says otherwise. Addresses are in
// host byte order.

#ifndef CLINUXNET_TABLES_H
#define CLINUXNET_TABLES_H

#include <stdint.h>

// A routing rule (ip-rule(8)).
typedef struct {
  uint32_t priority;
  uint32_t table;
  uint32_t mark;              // 0 when it asks for none
  int32_t suppressed_length;  // routes with prefixes of at most that length do not count; -1: all do
  uint8_t action;             // 1: looks into `table`; 7: unreachable
  uint8_t is_inverted;
  uint8_t is_narrowed;  // not 0: it asks for addresses or interfaces as well
} clinuxnet_rule;

// A route of a routing table.
typedef struct {
  uint64_t host_high;
  uint64_t host_low;
  uint32_t interface;  // 0 when it leads to none, or to several
  uint8_t family;      // 4 or 6
  uint8_t length;
  uint8_t type;         // 1: to a neighbour or a gateway; 2: to this host itself; 7: unreachable
  uint8_t has_gateway;  // not 0: through another host
} clinuxnet_route;

// Sockets for the five below, of the calling thread's network namespace.
int clinuxnet_route_tables_open(void);
int clinuxnet_firewall_tables_open(void);
// Fills in up to `count` rules of a family whose priority lies in a range; returns how many.
int clinuxnet_rules(
    int netlink, uint8_t family, uint32_t first, uint32_t last, clinuxnet_rule *_Nonnull rules,
    int count);
// Fills in the routes of a family in a table; returns how many. Fails with ENOBUFS when there are
// more than `count`.
int clinuxnet_routes(
    int netlink, uint8_t family, uint32_t table, clinuxnet_route *_Nonnull routes, int count);
// A number that changes when a table of the nftables family `inet`, its chains or rules do. Returns 0
// when there is no such table, or none with chains and rules.
int clinuxnet_firewall_print(int netlink, const char *_Nonnull table, uint64_t *_Nonnull print);
// Fills in the names of the tables of the nftables family `inet` that begin with `prefix`, each ended by a
// zero; returns how many bytes that is. Fails with ENOBUFS when there is no room for all.
int clinuxnet_firewall_names(
    int netlink, const char *_Nonnull prefix, char *_Nonnull names, int capacity);

#endif
