#define _GNU_SOURCE
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

// What the kernel's routing rules, routing tables and firewall tables hold, read by netlink(7): a program
// such as `ip` or `nft` for each look would cost a hundred times as much.

// Older headers lack these.
#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

static int open_netlink(int protocol) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) return -errno;
  // The kernel answers at once; whatever happens, nobody waits for it for ever.
  struct timeval patience = {.tv_sec = 1};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  // Where the kernel can, it looks into one table instead of handing out all.
  int one = 1;
  setsockopt(descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof one);
  return descriptor;
}

int clinuxnet_route_tables_open(void) { return open_netlink(NETLINK_ROUTE); }

int clinuxnet_firewall_tables_open(void) { return open_netlink(NETLINK_NETFILTER); }

// Called with each message of an answer; a negative result ends the reading.
typedef int (*take_message)(void *context, const struct nlmsghdr *message);

// Sends a request for a dump and hands out what comes.
static int dump(int descriptor, struct nlmsghdr *request, take_message take, void *context) {
  static _Thread_local uint32_t sequence;
  request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request->nlmsg_seq = ++sequence;
  if (send(descriptor, request, request->nlmsg_len, 0) < 0) return -errno;
  _Alignas(struct nlmsghdr) char answer[32 << 10];
  int was_changed = 0;
  int result = 0;
  for (;;) {
    ssize_t length = recv(descriptor, answer, sizeof answer, MSG_TRUNC);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return -errno;
    if ((size_t)length > sizeof answer) return -EMSGSIZE;
    unsigned rest = (unsigned)length;
    for (struct nlmsghdr *message = (struct nlmsghdr *)answer; NLMSG_OK(message, rest);
         message = NLMSG_NEXT(message, rest)) {
      // What is left of an earlier answer that was given up.
      if (message->nlmsg_seq != request->nlmsg_seq) continue;
      if (message->nlmsg_flags & NLM_F_DUMP_INTR) was_changed = 1;
      if (message->nlmsg_type == NLMSG_ERROR) {
        return message->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nlmsgerr))
                   ? ((struct nlmsgerr *)NLMSG_DATA(message))->error
                   : -EPROTO;
      }
      if (message->nlmsg_type == NLMSG_DONE) {
        if (result < 0) return result;
        return was_changed ? -EAGAIN : 0;
      }
      // To the end, so that nothing is left for the next question.
      if (result >= 0) result = take(context, message);
    }
  }
}

static uint32_t number_of(const struct rtattr *attribute) {
  uint32_t number = 0;
  size_t length = RTA_PAYLOAD(attribute);
  memcpy(&number, RTA_DATA(attribute), length < sizeof number ? length : sizeof number);
  return number;
}

// MARK: rules

typedef struct {
  clinuxnet_rule *rules;
  int capacity;
  int count;
  uint32_t first;
  uint32_t last;
} rule_list;

static int take_rule(void *context, const struct nlmsghdr *message) {
  rule_list *list = context;
  if (message->nlmsg_type != RTM_NEWRULE) return 0;
  const struct fib_rule_hdr *header = NLMSG_DATA(message);
  clinuxnet_rule rule = {
      .table = header->table,
      .action = header->action,
      .is_inverted = (header->flags & FIB_RULE_INVERT) != 0,
      .suppressed_length = -1};
  int rest = (int)message->nlmsg_len - (int)NLMSG_LENGTH(sizeof *header);
  for (const struct rtattr *attribute =
           (const struct rtattr *)((const char *)header + NLMSG_ALIGN(sizeof *header));
       RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
    switch (attribute->rta_type) {
      case FRA_PRIORITY: rule.priority = number_of(attribute); break;
      case FRA_TABLE: rule.table = number_of(attribute); break;
      case FRA_FWMARK: rule.mark = number_of(attribute); break;
      case FRA_SUPPRESS_PREFIXLEN: rule.suppressed_length = (int32_t)number_of(attribute); break;
      // Whatever else narrows a rule makes it another one than ours.
      case FRA_SRC:
      case FRA_DST:
      case FRA_IIFNAME:
      case FRA_OIFNAME: rule.is_narrowed = 1; break;
      default: break;
    }
  }
  if (rule.priority < list->first || rule.priority > list->last) return 0;
  if (list->count < list->capacity) list->rules[list->count++] = rule;
  return 0;
}

int clinuxnet_rules(
    int netlink, uint8_t family, uint32_t first, uint32_t last, clinuxnet_rule *rules, int count) {
  struct {
    struct nlmsghdr message;
    struct fib_rule_hdr header;
  } request = {
      .message = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETRULE},
      .header = {.family = family == 4 ? AF_INET : AF_INET6}};
  rule_list list = {.rules = rules, .capacity = count, .first = first, .last = last};
  int result = dump(netlink, &request.message, take_rule, &list);
  return result < 0 ? result : list.count;
}

// MARK: routes

typedef struct {
  clinuxnet_route *routes;
  int capacity;
  int count;
  uint32_t table;
} route_list;

static int take_route(void *context, const struct nlmsghdr *message) {
  route_list *list = context;
  if (message->nlmsg_type != RTM_NEWROUTE) return 0;
  const struct rtmsg *header = NLMSG_DATA(message);
  if (header->rtm_flags & RTM_F_CLONED) return 0;
  clinuxnet_route route = {
      .family = header->rtm_family == AF_INET ? 4 : 6,
      .length = header->rtm_dst_len,
      .type = header->rtm_type};
  uint32_t table = header->rtm_table;
  int rest = (int)RTM_PAYLOAD(message);
  for (const struct rtattr *attribute = RTM_RTA(header); RTA_OK(attribute, rest);
       attribute = RTA_NEXT(attribute, rest)) {
    switch (attribute->rta_type) {
      case RTA_TABLE: table = number_of(attribute); break;
      case RTA_OIF: route.interface = number_of(attribute); break;
      case RTA_GATEWAY:
      case RTA_VIA:
      case RTA_MULTIPATH: route.has_gateway = 1; break;
      case RTA_DST: {
        uint8_t address[16] = {0};
        size_t length = route.family == 4 ? 4 : 16;
        if (RTA_PAYLOAD(attribute) < length) break;
        memcpy(address, RTA_DATA(attribute), length);
        for (size_t index = 0; index < length; index++) {
          route.host_high = route.host_high << 8 | route.host_low >> 56;
          route.host_low = route.host_low << 8 | address[index];
        }
        break;
      }
      default: break;
    }
  }
  if (table != list->table) return 0;
  if (list->count >= list->capacity) return -ENOBUFS;
  list->routes[list->count++] = route;
  return 0;
}

int clinuxnet_routes(
    int netlink, uint8_t family, uint32_t table, clinuxnet_route *routes, int count) {
  struct {
    struct nlmsghdr message;
    struct rtmsg header;
    struct rtattr attribute;
    uint32_t table;
  } request = {
      .message = {.nlmsg_len = sizeof request, .nlmsg_type = RTM_GETROUTE},
      .header = {.rtm_family = family == 4 ? AF_INET : AF_INET6},
      .attribute = {.rta_len = RTA_LENGTH(sizeof(uint32_t)), .rta_type = RTA_TABLE},
      .table = table};
  route_list list = {.routes = routes, .capacity = count, .table = table};
  int result = dump(netlink, &request.message, take_route, &list);
  // A table without routes is none.
  if (result == -ENOENT) return 0;
  return result < 0 ? result : list.count;
}

// MARK: firewall tables

typedef struct {
  const char *table;
  uint16_t attribute;  // that names the table
  uint64_t print;
  int count;
} firewall_reading;

static int take_firewall(void *context, const struct nlmsghdr *message) {
  firewall_reading *reading = context;
  const size_t front = NLMSG_LENGTH(sizeof(struct nfgenmsg));
  if (message->nlmsg_len < front) return 0;
  const struct rtattr *attributes =
      (const struct rtattr *)((const char *)message + NLMSG_ALIGN(front));
  int rest = (int)message->nlmsg_len - (int)NLMSG_ALIGN(front);
  int length = rest;
  int is_ours = 0;
  for (const struct rtattr *attribute = attributes; RTA_OK(attribute, rest);
       attribute = RTA_NEXT(attribute, rest)) {
    if ((attribute->rta_type & NLA_TYPE_MASK) != reading->attribute) continue;
    size_t size = strlen(reading->table) + 1;
    is_ours = RTA_PAYLOAD(attribute) == size &&
              memcmp(RTA_DATA(attribute), reading->table, size) == 0;
  }
  if (!is_ours) return 0;
  reading->count++;
  // FNV-1a, enough to see a change that nobody hides.
  for (int index = 0; index < length; index++) {
    reading->print = (reading->print ^ ((const uint8_t *)attributes)[index]) * 0x100000001b3;
  }
  return 0;
}

static int read_firewall(int netlink, uint16_t kind, firewall_reading *reading) {
  struct {
    struct nlmsghdr message;
    struct nfgenmsg header;
  } request = {
      .message =
          {.nlmsg_len = sizeof request, .nlmsg_type = (NFNL_SUBSYS_NFTABLES << 8) | kind},
      .header = {.nfgen_family = 1, .version = NFNETLINK_V0}};  // 1: `inet`
  return dump(netlink, &request.message, take_firewall, reading);
}

int clinuxnet_firewall_print(int netlink, const char *table, uint64_t *print) {
  const struct {
    uint16_t kind;
    uint16_t attribute;
  } parts[] = {
      {NFT_MSG_GETTABLE, NFTA_TABLE_NAME},
      {NFT_MSG_GETCHAIN, NFTA_CHAIN_TABLE},
      {NFT_MSG_GETRULE, NFTA_RULE_TABLE}};
  firewall_reading reading = {.table = table, .print = 0xcbf29ce484222325};
  int smallest = 1;
  for (size_t index = 0; index < sizeof parts / sizeof parts[0]; index++) {
    reading.attribute = parts[index].attribute;
    reading.count = 0;
    int result = read_firewall(netlink, parts[index].kind, &reading);
    if (result < 0) return result;
    if (reading.count == 0) smallest = 0;
  }
  *print = reading.print;
  return smallest;
}

typedef struct {
  const char *prefix;
  char *names;
  int capacity;
  int length;
} name_list;

static int take_name(void *context, const struct nlmsghdr *message) {
  name_list *list = context;
  const size_t front = NLMSG_LENGTH(sizeof(struct nfgenmsg));
  if (message->nlmsg_len < front) return 0;
  int rest = (int)message->nlmsg_len - (int)NLMSG_ALIGN(front);
  for (const struct rtattr *attribute =
           (const struct rtattr *)((const char *)message + NLMSG_ALIGN(front));
       RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
    if ((attribute->rta_type & NLA_TYPE_MASK) != NFTA_TABLE_NAME) continue;
    const char *name = RTA_DATA(attribute);
    const size_t size = strnlen(name, RTA_PAYLOAD(attribute)) + 1;
    if (size > RTA_PAYLOAD(attribute)) continue;
    if (strncmp(name, list->prefix, strlen(list->prefix)) != 0) continue;
    if ((size_t)(list->capacity - list->length) < size) return -ENOBUFS;
    memcpy(list->names + list->length, name, size);
    list->length += (int)size;
  }
  return 0;
}

int clinuxnet_firewall_names(int netlink, const char *prefix, char *names, int capacity) {
  struct {
    struct nlmsghdr message;
    struct nfgenmsg header;
  } request = {
      .message =
          {.nlmsg_len = sizeof request,
           .nlmsg_type = (NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_GETTABLE},
      .header = {.nfgen_family = 1, .version = NFNETLINK_V0}};  // 1: `inet`
  name_list list = {.prefix = prefix, .names = names, .capacity = capacity};
  int result = dump(netlink, &request.message, take_name, &list);
  // A kernel without nftables has no tables.
  if (result == -EOPNOTSUPP || result == -EINVAL) return 0;
  return result < 0 ? result : list.length;
}
