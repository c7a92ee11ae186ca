#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "CLinuxNet.h"

static socklen_t encode(
    struct sockaddr_storage *address, uint8_t family, uint64_t high, uint64_t low, uint16_t port) {
  memset(address, 0, sizeof *address);
  if (family == 4) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    v4->sin_family = AF_INET;
    v4->sin_addr.s_addr = htonl((uint32_t)low);
    v4->sin_port = htons(port);
    return sizeof *v4;
  }
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
  v6->sin6_family = AF_INET6;
  for (int index = 0; index < 8; index++) {
    v6->sin6_addr.s6_addr[index] = (uint8_t)(high >> (56 - 8 * index));
    v6->sin6_addr.s6_addr[index + 8] = (uint8_t)(low >> (56 - 8 * index));
  }
  v6->sin6_port = htons(port);
  return sizeof *v6;
}

int clinuxnet_stream_listen(
    uint8_t family, uint64_t high, uint64_t low, uint16_t port, int backlog, int inherited) {
  struct sockaddr_storage address;
  socklen_t length = encode(&address, family, high, low, port);
  int kind = SOCK_STREAM | (inherited ? 0 : SOCK_CLOEXEC);
  int descriptor = socket(address.ss_family, kind, 0);
  if (descriptor < 0) return -errno;
  int yes = 1;
  // A proxy that is started again finds connections of the last one still fading.
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (family == 6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  if (bind(descriptor, (struct sockaddr *)&address, length) != 0 ||
      listen(descriptor, backlog) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

uint16_t clinuxnet_stream_port(int descriptor) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return 0;
  return address.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&address)->sin_port)
                                      : ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
}
