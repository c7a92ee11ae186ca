#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

// IFF_LOWER_UP, which <linux/if.h> has and <net/if.h> lacks; the two cannot be included together.
enum { lower_up = 0x10000 };

// Whether it is an address that other hosts may know this one by.
static int is_usable(endpoint address) {
  // 169.254.0.0/16, RFC 3927; fe80::/10, RFC 4291 section 2.5.6.
  return (address.family == 4 && address.host_low >> 16 != 0xa9fe) ||
         (address.family == 6 && address.host_high >> 54 != 0x3fa);
}

int clinuxnet_local_addresses(clinuxnet_local_address *addresses, int count) {
  struct ifaddrs *list = NULL;
  if (getifaddrs(&list) != 0) return -errno;
  int filled = 0;
  for (struct ifaddrs *entry = list; entry != NULL && filled < count; entry = entry->ifa_next) {
    if (entry->ifa_addr == NULL || !(entry->ifa_flags & IFF_UP)) continue;
    if (entry->ifa_flags & IFF_LOOPBACK) continue;
    endpoint address = decode_address(entry->ifa_addr);
    if (!is_usable(address)) continue;
    clinuxnet_local_address *found = &addresses[filled];
    *found = (clinuxnet_local_address){
        .host_high = address.host_high,
        .host_low = address.host_low,
        .family = address.family,
        // The carrier itself: IFF_RUNNING follows it up to a second later.
        .running = (entry->ifa_flags & lower_up) != 0,
        .interface = if_nametoindex(entry->ifa_name)};
    snprintf(found->name, sizeof found->name, "%s", entry->ifa_name);
    filled++;
  }
  freeifaddrs(list);
  return filled;
}

// One line of /proc/net/route: the interface's name when it is a default route.
static int is_default_ipv4(const char *line, char *name) {
  unsigned destination, flags, mask;
  return sscanf(line, "%15s %x %*x %x %*d %*d %*d %x", name, &destination, &flags, &mask) == 4 &&
         destination == 0 && mask == 0 && (flags & RTF_UP) && !(flags & RTF_REJECT);
}

// One line of /proc/net/ipv6_route.
static int is_default_ipv6(const char *line, char *name) {
  char destination[33];
  unsigned length, flags;
  return sscanf(
             line, "%32s %x %*s %*x %*s %*x %*x %*x %x %15s", destination, &length, &flags,
             name) == 4 &&
         length == 0 && strspn(destination, "0") == 32 && (flags & RTF_UP) &&
         !(flags & RTF_REJECT) && strcmp(name, "lo") != 0;
}

static int collect(
    const char *path, int (*is_default)(const char *, char *), uint32_t *interfaces, int count) {
  // Of this thread's network namespace, not of the process's.
  FILE *file = fopen(path, "re");
  if (file == NULL) return 0;
  int filled = 0;
  char line[256];
  char name[16];
  while (filled < count && fgets(line, sizeof line, file) != NULL) {
    if (!is_default(line, name)) continue;
    uint32_t number = if_nametoindex(name);
    if (number != 0) interfaces[filled++] = number;
  }
  fclose(file);
  return filled;
}

int clinuxnet_default_interfaces(uint32_t *interfaces, int count) {
  int filled = collect("/proc/thread-self/net/route", is_default_ipv4, interfaces, count);
  return filled +
         collect(
             "/proc/thread-self/net/ipv6_route", is_default_ipv6, interfaces + filled,
             count - filled);
}

int clinuxnet_changes_open(void) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (descriptor < 0) return -errno;
  // Not routes: a router's table may change thousands of times in a second.
  struct sockaddr_nl address = {
      .nl_family = AF_NETLINK,
      .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

int clinuxnet_changes_take(int descriptor) {
  // What changed is read from the system's lists afterwards, so that the messages matter only by
  // coming; a queue that overflowed (ENOBUFS) says as much.
  char message[4096];
  int taken = 0;
  while (taken < 1024) {
    ssize_t length = recv(descriptor, message, sizeof message, 0);
    if (length <= 0 && !(length < 0 && (errno == ENOBUFS || errno == EINTR))) break;
    taken++;
  }
  return taken;
}
