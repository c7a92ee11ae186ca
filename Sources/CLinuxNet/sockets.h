// What all files with sockets share: addresses of this library, a family of 4 or 6 and 128 bits in the
// host's order, as the system has them and back; and how an attempt is given up.
#ifndef SELVEDGE_SOCKETS_H
#define SELVEDGE_SOCKETS_H

#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  uint64_t host_high;
  uint64_t host_low;
  uint16_t port;
  uint8_t family;
} endpoint;

static inline int domain_of(uint8_t family) { return family == 6 ? AF_INET6 : AF_INET; }

static inline void encode_ipv6_host(struct in6_addr *host, uint64_t high, uint64_t low) {
  uint64_t halves[2] = {htobe64(high), htobe64(low)};
  memcpy(host, halves, sizeof halves);
}

// Fills in no more than the family needs, since senders call it for every message; returns how much.
static inline socklen_t encode_address(void *address, endpoint from) {
  if (from.family != 6) {
    struct sockaddr_in v4 = {
        .sin_family = AF_INET,
        .sin_port = htons(from.port),
        .sin_addr.s_addr = htonl((uint32_t)from.host_low)};
    memcpy(address, &v4, sizeof v4);
    return sizeof v4;
  }
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(from.port)};
  encode_ipv6_host(&v6.sin6_addr, from.host_high, from.host_low);
  memcpy(address, &v6, sizeof v6);
  return sizeof v6;
}

// Of family 0 when the address is neither IPv4 nor IPv6.
static inline endpoint decode_address(const void *address) {
  endpoint result = {0};
  sa_family_t family;
  memcpy(&family, address, sizeof family);
  if (family == AF_INET) {
    struct sockaddr_in v4;
    memcpy(&v4, address, sizeof v4);
    result.family = 4;
    result.host_low = ntohl(v4.sin_addr.s_addr);
    result.port = ntohs(v4.sin_port);
  } else if (family == AF_INET6) {
    struct sockaddr_in6 v6;
    memcpy(&v6, address, sizeof v6);
    uint64_t halves[2];
    memcpy(halves, &v6.sin6_addr, sizeof halves);
    result.family = 6;
    result.host_high = be64toh(halves[0]);
    result.host_low = be64toh(halves[1]);
    result.port = ntohs(v6.sin6_port);
  }
  return result;
}

// What a socket is bound to; of family 0 when it is bound to nothing.
static inline endpoint bound_address(int descriptor) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return (endpoint){0};
  return decode_address(&address);
}

// Closes a descriptor that is of no use, and returns the negative `error`.
static inline int give_up(int descriptor, int error) {
  close(descriptor);
  return -error;
}

#endif
