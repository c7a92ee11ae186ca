#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

int clinuxnet_tcp_listen(
    uint8_t family, uint64_t high, uint64_t low, uint16_t *port, int backlog, int inherited) {
  struct sockaddr_storage address;
  socklen_t length = encode_address(&address, (endpoint){high, low, *port, family});
  int kind = SOCK_STREAM | SOCK_NONBLOCK | (inherited ? 0 : SOCK_CLOEXEC);
  int descriptor = socket(domain_of(family), kind, 0);
  if (descriptor < 0) return -errno;
  int yes = 1;
  // Whoever was served by the process before may still hold its connections open.
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (family == 6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  if (bind(descriptor, (struct sockaddr *)&address, length) != 0 || listen(descriptor, backlog) != 0)
    return give_up(descriptor, errno);
  *port = bound_address(descriptor).port;
  return descriptor;
}

int clinuxnet_tcp_accept(int descriptor) {
  int connection = accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection < 0) return -errno;
  int yes = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return connection;
}

int clinuxnet_tcp_connect(
    uint8_t family, uint64_t high, uint64_t low, uint16_t port, int milliseconds) {
  struct sockaddr_storage address;
  socklen_t length = encode_address(&address, (endpoint){high, low, port, family});
  int descriptor = socket(domain_of(family), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  if (connect(descriptor, (struct sockaddr *)&address, length) != 0) {
    if (errno != EINPROGRESS) return give_up(descriptor, errno);
    struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
    if (poll(&writable, 1, milliseconds) <= 0) return give_up(descriptor, ETIMEDOUT);
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    if (error != 0) return give_up(descriptor, error);
  }
  // From here on it blocks, though not for longer than that.
  if (fcntl(descriptor, F_SETFL, 0) != 0) return give_up(descriptor, errno);
  struct timeval limit = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  int yes = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return descriptor;
}

int clinuxnet_peer_address(int descriptor, uint64_t *host_high, uint64_t *host_low) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getpeername(descriptor, (struct sockaddr *)&address, &length) != 0) return 0;
  endpoint peer = decode_address((struct sockaddr *)&address);
  *host_high = peer.host_high;
  *host_low = peer.host_low;
  return peer.family;
}
