#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

int clinuxnet_socket_mark(int descriptor, uint32_t mark) {
  return setsockopt(descriptor, SOL_SOCKET, SO_MARK, &mark, sizeof mark) == 0 ? 0 : -errno;
}

int clinuxnet_probe_connect(
    uint8_t family, uint64_t high, uint64_t low, uint16_t port, uint32_t mark) {
  int descriptor = socket(domain_of(family), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  if (mark != 0) clinuxnet_socket_mark(descriptor, mark);
  struct sockaddr_storage address;
  socklen_t length = encode_address(&address, (endpoint){high, low, port, family});
  if (connect(descriptor, (struct sockaddr *)&address, length) != 0 && errno != EINPROGRESS)
    return give_up(descriptor, errno);
  return descriptor;
}

int clinuxnet_probe_result(int descriptor) {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return -errno;
  if (error != 0) return -error;
  struct sockaddr_storage peer;
  length = sizeof peer;
  if (getpeername(descriptor, (struct sockaddr *)&peer, &length) == 0) return 0;
  return errno == ENOTCONN ? -EINPROGRESS : -errno;
}

int clinuxnet_echo_open(uint8_t family, uint64_t high, uint64_t low, uint32_t mark) {
  int protocol = family == 6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
  int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  // The kind of socket that needs no right, where net.ipv4.ping_group_range allows it.
  int descriptor = socket(domain_of(family), SOCK_DGRAM | flags, protocol);
  if (descriptor < 0) descriptor = socket(domain_of(family), SOCK_RAW | flags, protocol);
  if (descriptor < 0) return -errno;
  if (mark != 0) clinuxnet_socket_mark(descriptor, mark);
  struct sockaddr_storage address;
  socklen_t length = encode_address(&address, (endpoint){high, low, 0, family});
  if (connect(descriptor, (struct sockaddr *)&address, length) != 0) return give_up(descriptor, errno);
  return descriptor;
}

static int option(int descriptor, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  getsockopt(descriptor, SOL_SOCKET, name, &value, &length);
  return value;
}

static uint16_t checksum(const uint8_t *bytes, int count) {
  uint32_t sum = 0;
  for (int index = 0; index + 1 < count; index += 2)
    sum += (uint32_t)bytes[index] << 8 | bytes[index + 1];
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

int clinuxnet_echo_send(int descriptor, uint16_t identifier, uint16_t sequence) {
  int is_v6 = option(descriptor, SO_DOMAIN) == AF_INET6;
  uint8_t message[16] = {0};
  message[0] = is_v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
  message[4] = (uint8_t)(identifier >> 8);
  message[5] = (uint8_t)identifier;
  message[6] = (uint8_t)(sequence >> 8);
  message[7] = (uint8_t)sequence;
  memcpy(message + 8, "selvedge", 8);
  if (!is_v6) {
    uint16_t sum = checksum(message, sizeof message);
    message[2] = (uint8_t)(sum >> 8);
    message[3] = (uint8_t)sum;
  }
  return send(descriptor, message, sizeof message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

// Whether `count` bytes are the reply that is waited for. A datagram socket has its own identifier,
// and hears nobody else's replies.
static int matches(
    const uint8_t *bytes, int count, int type, int is_raw, uint16_t identifier, uint16_t sequence) {
  if (count < 8 || bytes[0] != type || bytes[1] != 0) return 0;
  if (is_raw && ((uint16_t)bytes[4] << 8 | bytes[5]) != identifier) return 0;
  return ((uint16_t)bytes[6] << 8 | bytes[7]) == sequence;
}

int clinuxnet_echo_receive(int descriptor, uint16_t identifier, uint16_t sequence) {
  int is_v6 = option(descriptor, SO_DOMAIN) == AF_INET6;
  int is_raw = option(descriptor, SO_TYPE) == SOCK_RAW;
  int found = 0;
  // Whatever else has come for a raw socket is read away, a bounded number at a time.
  for (int round = 0; round < 64; round++) {
    uint8_t buffer[256];
    ssize_t count = recv(descriptor, buffer, sizeof buffer, MSG_TRUNC);
    if (count < 0 && errno == EAGAIN) break;
    if (count < 0) continue;
    if (count > (ssize_t)sizeof buffer) count = sizeof buffer;
    int start = 0;
    // A raw IPv4 socket hands out the IP header as well (raw(7)).
    if (is_raw && !is_v6) {
      if (count < 20) continue;
      start = (buffer[0] & 0x0f) * 4;
      if (start < 20 || start > count) continue;
    }
    int type = is_v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY;
    if (matches(buffer + start, (int)count - start, type, is_raw, identifier, sequence)) found = 1;
  }
  return found;
}

int clinuxnet_interface_running(const char *name) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  int result = ioctl(descriptor, SIOCGIFFLAGS, &request) == 0 ? 0 : -errno;
  close(descriptor);
  if (result != 0) return result;
  return (request.ifr_flags & IFF_UP) != 0 && (request.ifr_flags & IFF_RUNNING) != 0;
}

int clinuxnet_interface_index(const char *name) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  int result = ioctl(descriptor, SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : -errno;
  close(descriptor);
  return result;
}

int clinuxnet_capability_pass_on(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  if (syscall(SYS_capget, &header, data) != 0) return -errno;
  uint32_t wanted = 1u << CAP_NET_ADMIN;
  if ((data[0].permitted & wanted) == 0) return -EPERM;
  data[0].inheritable |= wanted;
  if (syscall(SYS_capset, &header, data) != 0) return -errno;
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0) != 0) return -errno;
  return 0;
}
