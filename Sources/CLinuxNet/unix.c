#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

static int encode_path(struct sockaddr_un *address, const char *path) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) return -ENAMETOOLONG;
  strcpy(address->sun_path, path);
  return 0;
}

int clinuxnet_unix_listen(const char *path, int backlog) {
  struct sockaddr_un address;
  int result = encode_path(&address, path);
  if (result != 0) return result;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  // The mode of a socket file is taken from the descriptor when it is bound, so there is no
  // moment at which others could connect (unix(7), "Pathname socket ownership and permissions").
  if (fchmod(descriptor, 0600) != 0) return give_up(descriptor, errno);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) return give_up(descriptor, errno);
  if (listen(descriptor, backlog) != 0) return give_up(descriptor, errno);
  return descriptor;
}

int clinuxnet_unix_connect(const char *path) {
  struct sockaddr_un address;
  int result = encode_path(&address, path);
  if (result != 0) return result;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
    return give_up(descriptor, errno);
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

int clinuxnet_unix_send_descriptor(int socket, const void *bytes, size_t count, int descriptor) {
  struct iovec piece = {(void *)bytes, count};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {
      .msg_iov = &piece,
      .msg_iovlen = 1,
      .msg_control = control.room,
      .msg_controllen = sizeof control.room,
  };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  ssize_t result;
  do result = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (result < 0 && errno == EINTR);
  return result < 0 ? -errno : (int)result;
}

// Keeps the first of the descriptors in `header` if `*kept` has none yet, and closes the others.
static void take_descriptors(struct cmsghdr *header, int *kept) {
  size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (size_t index = 0; index < count; index++) {
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof(int));
    if (*kept < 0) {
      *kept = descriptor;
    } else {
      close(descriptor);
    }
  }
}

int clinuxnet_unix_receive(int socket, void *bytes, size_t capacity, int *descriptor) {
  struct iovec piece = {bytes, capacity};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(4 * sizeof(int))];
  } control;
  struct msghdr message = {
      .msg_iov = &piece,
      .msg_iovlen = 1,
      .msg_control = control.room,
      .msg_controllen = sizeof control.room,
  };
  *descriptor = -1;
  ssize_t result;
  do result = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (result < 0 && errno == EINTR);
  if (result < 0) return -errno;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
      take_descriptors(header, descriptor);
  }
  return (int)result;
}
