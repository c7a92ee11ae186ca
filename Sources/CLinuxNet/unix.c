#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "CLinuxNet.h"

static int encode_path(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
  strcpy(address->sun_path, path);
  return 0;
}

static int fail(int descriptor) {
  int error = errno;
  close(descriptor);
  return -error;
}

int clinuxnet_unix_listen(const char *path, int backlog) {
  struct sockaddr_un address;
  int result = encode_path(&address, path);
  if (result != 0) return result;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  // The mode of a socket file is taken from the descriptor when it is bound, so there is no
  // moment at which others could connect (unix(7), "Pathname socket ownership and permissions").
  if (fchmod(descriptor, 0600) != 0) return fail(descriptor);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return fail(descriptor);
  if (listen(descriptor, backlog) != 0) return fail(descriptor);
  return descriptor;
}

int clinuxnet_unix_connect(const char *path) {
  struct sockaddr_un address;
  int result = encode_path(&address, path);
  if (result != 0) return result;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
    return fail(descriptor);
  return descriptor;
}

int clinuxnet_unix_accept(int descriptor) {
  int connection = accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  return connection < 0 ? -errno : connection;
}

uint32_t clinuxnet_unix_peer_user(int descriptor) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return UINT32_MAX;
  return peer.uid;
}
