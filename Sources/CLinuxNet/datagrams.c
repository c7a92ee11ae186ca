#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "CLinuxNet.h"
#include "sockets.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum {
  // Messages per system call, each of which may carry many datagrams.
  receive_messages_max = 32,
  send_messages_max = 64,
  // Linux: UDP_MAX_SEGMENTS was 64 until 6.9.
  segments_max = 64,
  send_vectors_max = 256,
  // The kernel coalesces up to a whole IP packet.
  staging_bytes = 65536,
  // A segmented message is one packet until it is cut, and no larger than a device takes whole: with
  // IPv6's, UDP's and Ethernet's headers under 64 KiB, or the kernel cuts it at once, which costs
  // more than everything else that it does.
  segmented_bytes_max = 65535 - 40 - 8 - 18,
  // How long a full send queue may hold up the event loop before datagrams are dropped.
  full_queue_wait_milliseconds = 2,
};

// Room for two integers, the size of segments and the byte that holds DSCP and ECN, and for the time of
// arrival.
typedef union {
  char bytes[2 * CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct timespec))];
  struct cmsghdr align;
} control_buffer;

struct clinuxnet_socket {
  int descriptor;
  int family;
  int segmentation;

  // Received, not handed out yet: message `staged_next`, from byte `staged_offset`.
  int staged_count, staged_next;
  uint32_t staged_offset;
  // When the first of them arrived, by the clock of the day; 0 when the kernel does not say.
  struct timespec staged_arrival;
  uint32_t staged_segment[receive_messages_max];
  uint8_t staged_tos[receive_messages_max];
  struct sockaddr_storage from[receive_messages_max];
  struct mmsghdr incoming[receive_messages_max];
  struct iovec incoming_vectors[receive_messages_max];
  control_buffer incoming_control[receive_messages_max];

  struct sockaddr_storage to[send_messages_max];
  struct mmsghdr outgoing[send_messages_max];
  struct iovec outgoing_vectors[send_vectors_max];
  control_buffer outgoing_control[send_messages_max];
  // Index of each outgoing message's first datagram in the batch.
  int outgoing_first[send_messages_max + 1];

  int messages;
  uint8_t staging[][staging_bytes];
};

static endpoint target(const clinuxnet_datagram *datagram) {
  return (endpoint){datagram->host_high, datagram->host_low, datagram->port, datagram->family};
}

static void ask_queue_bytes(int descriptor, int forced, int plain, uint32_t bytes) {
  int value = (int)bytes;
  if (setsockopt(descriptor, SOL_SOCKET, forced, &value, sizeof value) != 0)
    setsockopt(descriptor, SOL_SOCKET, plain, &value, sizeof value);
}

static void set_options(int descriptor, uint8_t family, uint32_t queue_bytes) {
  int on = 1;
  ask_queue_bytes(descriptor, SO_RCVBUFFORCE, SO_RCVBUF, queue_bytes);
  ask_queue_bytes(descriptor, SO_SNDBUFFORCE, SO_SNDBUF, queue_bytes);
  setsockopt(descriptor, IPPROTO_UDP, UDP_GRO, &on, sizeof on);
  setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  // Let routers fragment, as WireGuard does: a path whose MTU is below ours is slow, not dead.
  if (family == 6) {
    int discover = IPV6_PMTUDISC_DONT;
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &discover, sizeof discover);
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on);
  } else {
    int discover = IP_PMTUDISC_DONT;
    setsockopt(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &discover, sizeof discover);
    setsockopt(descriptor, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
  }
}

clinuxnet_socket *clinuxnet_socket_open(
    uint8_t family, uint64_t host_high, uint64_t host_low, uint16_t port, const char *device,
    uint32_t queue_bytes, int messages, int32_t *error) {
  if (messages < 1) messages = 1;
  if (messages > receive_messages_max) messages = receive_messages_max;
  int descriptor = socket(domain_of(family), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    *error = errno;
    return NULL;
  }
  set_options(descriptor, family, queue_bytes);
  struct sockaddr_storage address;
  socklen_t length = encode_address(
      &address, (endpoint){host_high, host_low, port, family});
  // Before bind: sockets of different devices may have the same port.
  if (device != NULL &&
      setsockopt(
          descriptor, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device)) != 0) {
    *error = errno;
    close(descriptor);
    return NULL;
  }
  if (bind(descriptor, (struct sockaddr *)&address, length) != 0) {
    *error = errno;
    close(descriptor);
    return NULL;
  }
  clinuxnet_socket *socket =
      calloc(1, sizeof *socket + (size_t)messages * staging_bytes);
  if (socket == NULL) {
    *error = ENOMEM;
    close(descriptor);
    return NULL;
  }
  socket->descriptor = descriptor;
  socket->family = family;
  socket->segmentation = 1;
  socket->messages = messages;
  return socket;
}

void clinuxnet_socket_close(clinuxnet_socket *socket) {
  close(socket->descriptor);
  free(socket);
}

int clinuxnet_socket_descriptor(const clinuxnet_socket *socket) { return socket->descriptor; }

uint16_t clinuxnet_socket_port(const clinuxnet_socket *socket) {
  return bound_address(socket->descriptor).port;
}

uint32_t clinuxnet_socket_receive_queue_bytes(const clinuxnet_socket *socket) {
  int value = 0;
  socklen_t length = sizeof value;
  getsockopt(socket->descriptor, SOL_SOCKET, SO_RCVBUF, &value, &length);
  // The kernel doubles what it was asked for, to leave room for its own records (socket(7)).
  return (uint32_t)value / 2;
}

// Reads what the kernel says of a message: the size of its segments, DSCP and ECN, and when it came.
static void note_controls(clinuxnet_socket *socket, int message) {
  struct msghdr *header = &socket->incoming[message].msg_hdr;
  socket->staged_segment[message] = socket->incoming[message].msg_len;
  socket->staged_tos[message] = 0;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control != NULL;
       control = CMSG_NXTHDR(header, control)) {
    if (control->cmsg_level == IPPROTO_UDP && control->cmsg_type == UDP_GRO) {
      int segment = 0;
      memcpy(&segment, CMSG_DATA(control), sizeof segment);
      if (segment > 0) socket->staged_segment[message] = (uint32_t)segment;
    } else if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_TIMESTAMPNS) {
      if (message == 0)
        memcpy(&socket->staged_arrival, CMSG_DATA(control), sizeof socket->staged_arrival);
    } else if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_TOS) {
      // A single byte here, an int when it is sent (ip(7)).
      socket->staged_tos[message] = *CMSG_DATA(control);
    } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_TCLASS) {
      int traffic_class = 0;
      memcpy(&traffic_class, CMSG_DATA(control), sizeof traffic_class);
      socket->staged_tos[message] = (uint8_t)traffic_class;
    }
  }
}

static int stage(clinuxnet_socket *socket) {
  for (int index = 0; index < socket->messages; index++) {
    socket->incoming_vectors[index] =
        (struct iovec){.iov_base = socket->staging[index], .iov_len = staging_bytes};
    socket->incoming[index].msg_hdr = (struct msghdr){
        .msg_name = &socket->from[index],
        .msg_namelen = sizeof socket->from[index],
        .msg_iov = &socket->incoming_vectors[index],
        .msg_iovlen = 1,
        .msg_control = socket->incoming_control[index].bytes,
        .msg_controllen = sizeof socket->incoming_control[index].bytes,
    };
  }
  int count;
  do {
    count = recvmmsg(
        socket->descriptor, socket->incoming, (unsigned)socket->messages, MSG_DONTWAIT, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  socket->staged_arrival = (struct timespec){0};
  for (int index = 0; index < count; index++) note_controls(socket, index);
  socket->staged_count = count;
  socket->staged_next = 0;
  socket->staged_offset = 0;
  return count;
}

static int receive(
    clinuxnet_socket *socket, clinuxnet_datagram *datagrams, int count, int in_place) {
  int filled = 0;
  if (socket->staged_next == socket->staged_count) {
    int result = stage(socket);
    if (result < 0) return result == -EAGAIN ? 0 : result;
  }
  while (filled < count && socket->staged_next < socket->staged_count) {
    int message = socket->staged_next;
    uint32_t total = socket->incoming[message].msg_len;
    uint32_t left = total - socket->staged_offset;
    uint32_t length = socket->staged_segment[message];
    if (length > left) length = left;
    clinuxnet_datagram *datagram = &datagrams[filled];
    uint8_t *bytes = socket->staging[message] + socket->staged_offset;
    if (in_place) {
      datagram->bytes = bytes;
      datagram->capacity = length;
    }
    if (length > 0 && length <= datagram->capacity) {
      if (!in_place) memcpy(datagram->bytes, bytes, length);
      datagram->length = length;
      datagram->tos = socket->staged_tos[message];
      endpoint source = decode_address(&socket->from[message]);
      datagram->host_high = source.host_high;
      datagram->host_low = source.host_low;
      datagram->port = source.port;
      datagram->family = source.family;
      filled++;
    }
    socket->staged_offset += length;
    if (length == 0 || socket->staged_offset >= total) {
      socket->staged_next++;
      socket->staged_offset = 0;
    }
  }
  return filled;
}

int clinuxnet_receive(clinuxnet_socket *socket, clinuxnet_datagram *datagrams, int count) {
  return receive(socket, datagrams, count, 0);
}

int clinuxnet_receive_in_place(
    clinuxnet_socket *socket, clinuxnet_datagram *datagrams, int count) {
  return receive(socket, datagrams, count, 1);
}

uint64_t clinuxnet_receive_waited(const clinuxnet_socket *socket) {
  struct timespec now;
  if (socket->staged_arrival.tv_sec == 0 || clock_gettime(CLOCK_REALTIME, &now) != 0) return 0;
  int64_t waited = (int64_t)(now.tv_sec - socket->staged_arrival.tv_sec) * 1000000000 +
                   (now.tv_nsec - socket->staged_arrival.tv_nsec);
  // More than a second tells of a clock that was set.
  return waited < 0 || waited > 1000000000 ? 0 : (uint64_t)waited;
}

int clinuxnet_receive_pending(const clinuxnet_socket *socket) {
  return socket->staged_next < socket->staged_count;
}

int clinuxnet_receive_drained(const clinuxnet_socket *socket) {
  return socket->staged_count < socket->messages;
}

static int same_envelope(const clinuxnet_datagram *left, const clinuxnet_datagram *right) {
  return left->host_low == right->host_low && left->host_high == right->host_high &&
         left->port == right->port && left->family == right->family && left->tos == right->tos &&
         left->whole == right->whole;
}

// How many datagrams from the first on can leave as one message: all of one size, save the last,
// which may be shorter.
static int run_length(
    const clinuxnet_socket *socket, const clinuxnet_datagram *datagrams, int count) {
  // A segmented message is not held against the MTU everywhere on its way: a probe travels alone.
  if (!socket->segmentation || datagrams[0].whole) return 1;
  uint32_t segment = datagrams[0].length;
  uint32_t total = segment;
  int run = 1;
  while (run < count && run < segments_max && segment > 0) {
    const clinuxnet_datagram *next = &datagrams[run];
    if (!same_envelope(&datagrams[0], next) || next->length > segment || next->length == 0 ||
        total + next->length > segmented_bytes_max)
      break;
    total += next->length;
    run++;
    if (next->length < segment) break;
  }
  return run;
}

static size_t put_control(
    uint8_t *target, int level, int type, const void *value, size_t bytes) {
  struct cmsghdr *control = (struct cmsghdr *)target;
  control->cmsg_level = level;
  control->cmsg_type = type;
  control->cmsg_len = CMSG_LEN(bytes);
  memcpy(CMSG_DATA(control), value, bytes);
  return CMSG_SPACE(bytes);
}

static void describe_message(
    clinuxnet_socket *socket, int message, int vector, const clinuxnet_datagram *datagrams,
    int run) {
  struct msghdr *header = &socket->outgoing[message].msg_hdr;
  for (int index = 0; index < run; index++) {
    socket->outgoing_vectors[vector + index] = (struct iovec){
        .iov_base = datagrams[index].bytes, .iov_len = datagrams[index].length};
  }
  *header = (struct msghdr){
      .msg_name = &socket->to[message],
      .msg_namelen = encode_address(&socket->to[message], target(&datagrams[0])),
      .msg_iov = &socket->outgoing_vectors[vector],
      .msg_iovlen = (size_t)run,
  };
  uint8_t *controls = (uint8_t *)socket->outgoing_control[message].bytes;
  size_t length = 0;
  if (run > 1) {
    uint16_t segment = (uint16_t)datagrams[0].length;
    length += put_control(controls, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment);
  }
  if (datagrams[0].tos != 0) {
    int level = datagrams[0].family == 6 ? IPPROTO_IPV6 : IPPROTO_IP;
    int type = datagrams[0].family == 6 ? IPV6_TCLASS : IP_TOS;
    int tos = datagrams[0].tos;
    length += put_control(controls + length, level, type, &tos, sizeof tos);
  }
  header->msg_control = length > 0 ? controls : NULL;
  header->msg_controllen = length;
}

// Waits once per batch for room in the send queue; true when there is some.
static int wait_for_room(const clinuxnet_socket *socket, int *waited) {
  if (*waited) return 0;
  *waited = 1;
  struct pollfd room = {.fd = socket->descriptor, .events = POLLOUT};
  return poll(&room, 1, full_queue_wait_milliseconds) == 1;
}

static void send_singly(
    clinuxnet_socket *socket, const clinuxnet_datagram *datagrams, int count,
    clinuxnet_send_report *report) {
  for (int index = 0; index < count; index++) {
    struct sockaddr_storage address;
    const clinuxnet_datagram *datagram = &datagrams[index];
    socklen_t length = encode_address(&address, target(datagram));
    ssize_t result = sendto(
        socket->descriptor, datagram->bytes, datagram->length, MSG_NOSIGNAL,
        (struct sockaddr *)&address, length);
    report->calls++;
    if (result >= 0) {
      report->sent++;
    } else {
      report->dropped++;
      report->last_error = errno;
    }
  }
}

// Sends the messages described in `outgoing`; 0 when the queue stayed full and the rest of the
// batch is lost.
static int send_messages(
    clinuxnet_socket *socket, const clinuxnet_datagram *datagrams, int messages, int *waited,
    clinuxnet_send_report *report) {
  const int *first = socket->outgoing_first;
  int done = 0;
  while (done < messages) {
    int result = sendmmsg(
        socket->descriptor, socket->outgoing + done, (unsigned)(messages - done), MSG_NOSIGNAL);
    report->calls++;
    if (result > 0) {
      report->sent += (uint32_t)(first[done + result] - first[done]);
      done += result;
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN || errno == ENOBUFS) {
      if (wait_for_room(socket, waited)) continue;
      report->last_error = EAGAIN;
      return 0;
    }
    int run = first[done + 1] - first[done];
    if (run > 1) {
      // EIO: the device cannot finish checksums, so it will never take a segmented message.
      // Otherwise the segments were too large for this path and need fragmenting one by one.
      if (errno == EIO) socket->segmentation = 0;
      send_singly(socket, datagrams + first[done], run, report);
    } else {
      report->dropped++;
      report->last_error = errno;
    }
    done++;
  }
  return 1;
}

// Whether what is sent from now on may be fragmented. Linux has no message of its own for that; it
// is needed for probes of a path's MTU alone, a few in ten minutes.
static void set_fragmentation(const clinuxnet_socket *socket, int allowed) {
  if (socket->family == 6) {
    int discover = allowed ? IPV6_PMTUDISC_DONT : IPV6_PMTUDISC_PROBE;
    int dont = !allowed;
    setsockopt(socket->descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &discover, sizeof discover);
    setsockopt(socket->descriptor, IPPROTO_IPV6, IPV6_DONTFRAG, &dont, sizeof dont);
  } else {
    int discover = allowed ? IP_PMTUDISC_DONT : IP_PMTUDISC_PROBE;
    setsockopt(socket->descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &discover, sizeof discover);
  }
}

clinuxnet_send_report clinuxnet_send(
    clinuxnet_socket *socket, const clinuxnet_datagram *datagrams, int count) {
  clinuxnet_send_report report = {0};
  int next = 0;
  int waited = 0;
  while (next < count) {
    int messages = 0;
    int vectors = 0;
    int whole = datagrams[next].whole != 0;
    while (next < count && messages < send_messages_max &&
           whole == (datagrams[next].whole != 0)) {
      int run = run_length(socket, datagrams + next, count - next);
      if (vectors + run > send_vectors_max) break;
      describe_message(socket, messages, vectors, datagrams + next, run);
      socket->outgoing_first[messages] = next;
      messages++;
      vectors += run;
      next += run;
    }
    socket->outgoing_first[messages] = next;
    if (whole) set_fragmentation(socket, 0);
    int goes_on = send_messages(socket, datagrams, messages, &waited, &report);
    if (whole) set_fragmentation(socket, 1);
    if (!goes_on) break;
  }
  report.dropped = (uint32_t)count - report.sent;
  return report;
}
