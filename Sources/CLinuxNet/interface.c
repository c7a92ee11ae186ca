#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <linux/ipv6_route.h>
#include <linux/route.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

static void copy_name(char *target, const char *name) {
  memset(target, 0, IFNAMSIZ);
  strncpy(target, name, IFNAMSIZ - 1);
}

// Flags of TUNSETOFFLOAD since Linux 6.2, which older headers lack.
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

static int attach(const char *name, int flags, char *chosen) {
  int descriptor = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  struct ifreq request;
  memset(&request, 0, sizeof request);
  request.ifr_flags = (short)flags;
  copy_name(request.ifr_name, name);
  if (ioctl(descriptor, TUNSETIFF, &request) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  memcpy(chosen, request.ifr_name, IFNAMSIZ);
  return descriptor;
}

static uint32_t grant_offloads(int descriptor, uint32_t wished) {
  unsigned long tcp = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
  unsigned long udp = TUN_F_USO4 | TUN_F_USO6;
  if (!(wished & clinuxnet_tun_tcp)) return clinuxnet_tun_headers;
  if ((wished & clinuxnet_tun_udp) && ioctl(descriptor, TUNSETOFFLOAD, tcp | udp) == 0)
    return clinuxnet_tun_headers | clinuxnet_tun_tcp | clinuxnet_tun_udp;
  if (ioctl(descriptor, TUNSETOFFLOAD, tcp) == 0)
    return clinuxnet_tun_headers | clinuxnet_tun_tcp;
  return clinuxnet_tun_headers;
}

int clinuxnet_tun_open(
    const char *name, char *chosen, uint32_t *offloads, int *queues, int count) {
  uint32_t wished = *offloads;
  *offloads = 0;
  int flags = IFF_TUN | IFF_NO_PI;
  if (wished & clinuxnet_tun_headers) flags |= IFF_VNET_HDR;
  // Several queues of a device of our own: IFF_TUN_EXCL, or we would join another daemon's.
  int spread = count > 1 ? IFF_MULTI_QUEUE : 0;
  int first = attach(name, flags | spread | (spread ? IFF_TUN_EXCL : 0), chosen);
  if (first == -EBUSY && spread) {
    // There is one already; it may have been made for us, with one queue and without an owner yet.
    spread = 0;
    first = attach(name, flags, chosen);
    if (first == -EINVAL) first = -EBUSY;
  } else if (first == -EINVAL) {
    flags &= ~IFF_VNET_HDR;
    spread = 0;
    first = attach(name, flags, chosen);
  }
  if (first < 0) return first;
  if (flags & IFF_VNET_HDR) *offloads = grant_offloads(first, wished);
  queues[0] = first;
  int made = 1;
  if (!spread) return made;
  while (made < count) {
    int next = attach(chosen, flags | spread, chosen);
    if (next < 0) break;
    queues[made++] = next;
  }
  return made;
}

int clinuxnet_tun_adopt(int descriptor, char *chosen, uint32_t *offloads) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  if (ioctl(descriptor, TUNGETIFF, &request) != 0) return -errno;
  if (!(request.ifr_flags & IFF_TUN) || !(request.ifr_flags & IFF_NO_PI)) return -EINVAL;
  int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0) return -errno;
  uint32_t wished = *offloads;
  *offloads = 0;
  if (request.ifr_flags & IFF_VNET_HDR) {
    // The size and order of bytes that VirtioHeader reads, whatever the maker has set.
    int size = 10;
    if (ioctl(descriptor, TUNSETVNETHDRSZ, &size) != 0) return -errno;
    *offloads = grant_offloads(descriptor, wished | clinuxnet_tun_headers);
    // What was granted to the maker and is not wished for.
    if (*offloads == clinuxnet_tun_headers) ioctl(descriptor, TUNSETOFFLOAD, 0ul);
  }
  memcpy(chosen, request.ifr_name, IFNAMSIZ);
  return 0;
}

// Interface requests go through any socket of the family that they concern.
static int ask(int domain, unsigned long operation, void *request) {
  int descriptor = socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  int result = ioctl(descriptor, operation, request) == 0 ? 0 : -errno;
  close(descriptor);
  return result;
}

int clinuxnet_interface_set_mtu(const char *name, int mtu) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  copy_name(request.ifr_name, name);
  request.ifr_mtu = mtu;
  return ask(AF_INET, SIOCSIFMTU, &request);
}

int clinuxnet_interface_set_queue(const char *name, int packets) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  copy_name(request.ifr_name, name);
  request.ifr_qlen = packets;
  return ask(AF_INET, SIOCSIFTXQLEN, &request);
}

static int interface_index(const char *name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  copy_name(request.ifr_name, name);
  int result = ask(AF_INET, SIOCGIFINDEX, &request);
  return result != 0 ? result : request.ifr_ifindex;
}

static endpoint ipv4(uint32_t address) { return (endpoint){.host_low = address, .family = 4}; }

static uint32_t mask(int prefix_length) {
  return prefix_length == 0 ? 0 : UINT32_MAX << (32 - prefix_length);
}

int clinuxnet_interface_set_ipv4(const char *name, uint32_t address, int prefix_length) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  copy_name(request.ifr_name, name);
  encode_address(&request.ifr_addr, ipv4(address));
  int result = ask(AF_INET, SIOCSIFADDR, &request);
  if (result != 0) return result;
  encode_address(&request.ifr_netmask, ipv4(mask(prefix_length)));
  return ask(AF_INET, SIOCSIFNETMASK, &request);
}

int clinuxnet_interface_add_ipv6(
    const char *name, uint64_t high, uint64_t low, int prefix_length) {
  struct in6_ifreq request;
  memset(&request, 0, sizeof request);
  encode_ipv6_host(&request.ifr6_addr, high, low);
  request.ifr6_prefixlen = (uint32_t)prefix_length;
  request.ifr6_ifindex = interface_index(name);
  if (request.ifr6_ifindex < 0) return request.ifr6_ifindex;
  return ask(AF_INET6, SIOCSIFADDR, &request);
}

int clinuxnet_interface_set_up(const char *name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  copy_name(request.ifr_name, name);
  int result = ask(AF_INET, SIOCGIFFLAGS, &request);
  if (result != 0) return result;
  request.ifr_flags |= IFF_UP | IFF_RUNNING;
  return ask(AF_INET, SIOCSIFFLAGS, &request);
}

int clinuxnet_route_add_ipv4(const char *name, uint32_t prefix, int prefix_length) {
  struct rtentry route;
  memset(&route, 0, sizeof route);
  encode_address(&route.rt_dst, ipv4(prefix & mask(prefix_length)));
  encode_address(&route.rt_genmask, ipv4(mask(prefix_length)));
  route.rt_flags = RTF_UP;
  route.rt_dev = (char *)name;
  return ask(AF_INET, SIOCADDRT, &route);
}

int clinuxnet_route_add_ipv6(const char *name, uint64_t high, uint64_t low, int prefix_length) {
  struct in6_rtmsg route;
  memset(&route, 0, sizeof route);
  encode_ipv6_host(&route.rtmsg_dst, high, low);
  route.rtmsg_dst_len = (uint16_t)prefix_length;
  route.rtmsg_flags = RTF_UP;
  route.rtmsg_metric = 1024;
  route.rtmsg_ifindex = interface_index(name);
  if (route.rtmsg_ifindex < 0) return route.rtmsg_ifindex;
  return ask(AF_INET6, SIOCADDRT, &route);
}
