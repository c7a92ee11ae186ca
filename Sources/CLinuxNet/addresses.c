#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>

#include "CLinuxNet.h"

static int decode(const struct sockaddr *address, clinuxnet_local_address *result) {
  *result = (clinuxnet_local_address){0};
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    result->host_low = ntohl(v4->sin_addr.s_addr);
    result->family = 4;
    // 169.254.0.0/16, RFC 3927.
    return (result->host_low >> 16) != 0xa9fe;
  }
  if (address->sa_family != AF_INET6) return 0;
  const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
  for (int index = 0; index < 8; index++) {
    result->host_high = result->host_high << 8 | v6->sin6_addr.s6_addr[index];
    result->host_low = result->host_low << 8 | v6->sin6_addr.s6_addr[index + 8];
  }
  result->family = 6;
  return !IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr);
}

int clinuxnet_local_addresses(clinuxnet_local_address *addresses, int count) {
  struct ifaddrs *list = NULL;
  if (getifaddrs(&list) != 0) return -errno;
  int filled = 0;
  for (struct ifaddrs *entry = list; entry != NULL && filled < count; entry = entry->ifa_next) {
    if (entry->ifa_addr == NULL || !(entry->ifa_flags & IFF_UP)) continue;
    if (entry->ifa_flags & IFF_LOOPBACK) continue;
    if (decode(entry->ifa_addr, &addresses[filled])) filled++;
  }
  freeifaddrs(list);
  return filled;
}
