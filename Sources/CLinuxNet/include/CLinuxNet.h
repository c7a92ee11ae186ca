// What Glibc's Swift overlay lacks: batched UDP with segmentation offload, the TUN device and its
// address, signals as an event descriptor, Unix and TCP sockets, epoll, timerfd and eventfd.
//
// Every function returns a negated errno on failure unless its comment says otherwise. Addresses
// and ports are in host byte order here, so that Swift never touches a sockaddr.

#ifndef CLINUXNET_H
#define CLINUXNET_H

#include <stddef.h>
#include <stdint.h>

#include "tables.h"

// One datagram: a buffer of the caller's and an address of the network below.
typedef struct {
  uint8_t *_Nullable bytes;
  uint32_t capacity;   // bytes at `bytes`
  uint32_t length;     // bytes in use
  uint64_t host_high;  // IPv6 address, upper half; 0 for IPv4
  uint64_t host_low;   // IPv6 address, lower half; IPv4 address in the low 32 bits
  uint16_t port;
  uint8_t family;  // 4 or 6
  uint8_t tos;     // DSCP and ECN: the outer IPv4 TOS or IPv6 traffic class
  uint8_t whole;   // not 0: must leave and travel unfragmented, whatever is known of the path
} clinuxnet_datagram;

// What became of a batch that was handed to clinuxnet_send.
typedef struct {
  uint32_t sent;      // datagrams that the kernel took
  uint32_t dropped;   // datagrams that it refused, each alone, or that found the queue full
  int32_t last_error;  // errno of the last refusal, 0 when there was none
  uint32_t calls;     // system calls made
} clinuxnet_send_report;

// A UDP socket with room for what the kernel coalesces (UDP_GRO). Not safe for concurrent use.
typedef struct clinuxnet_socket clinuxnet_socket;

// Opens and binds; NULL on failure with *error set to errno. `queue_bytes` is asked of the kernel
// for both directions, beyond its limit only where the caller has the right. `messages` is how
// many messages one system call may fetch, 1 to 32, at 64 KiB of memory each. With `device`, the
// socket sends and receives through the interface of that name alone (SO_BINDTODEVICE).
clinuxnet_socket *_Nullable clinuxnet_socket_open(
    uint8_t family, uint64_t host_high, uint64_t host_low, uint16_t port,
    const char *_Nullable device, uint32_t queue_bytes, int messages, int32_t *_Nonnull error);
void clinuxnet_socket_close(clinuxnet_socket *_Nonnull socket);
int clinuxnet_socket_descriptor(const clinuxnet_socket *_Nonnull socket);
// The port that the socket is bound to.
uint16_t clinuxnet_socket_port(const clinuxnet_socket *_Nonnull socket);
// The size that the kernel granted for the receive queue, in bytes.
uint32_t clinuxnet_socket_receive_queue_bytes(const clinuxnet_socket *_Nonnull socket);

// Fills up to `count` datagrams without waiting and returns how many. A datagram larger than its
// buffer is dropped. What the kernel coalesced is handed out as the single datagrams it was made
// of, over several calls when there are more than `count`.
int clinuxnet_receive(
    clinuxnet_socket *_Nonnull socket, clinuxnet_datagram *_Nonnull datagrams, int count);
// The same without copying: each datagram's bytes lie in the socket's own memory, where they may be
// changed and stay until the first call after clinuxnet_receive_pending has become false.
int clinuxnet_receive_in_place(
    clinuxnet_socket *_Nonnull socket, clinuxnet_datagram *_Nonnull datagrams, int count);
// True when datagrams were received from the kernel and not handed out yet.
int clinuxnet_receive_pending(const clinuxnet_socket *_Nonnull socket);
// True when the last system call found fewer messages than it could have fetched: there was no more.
int clinuxnet_receive_drained(const clinuxnet_socket *_Nonnull socket);

// Nanoseconds since the first message that the last system call fetched had arrived; 0 when that is not
// known.
uint64_t clinuxnet_receive_waited(const clinuxnet_socket *_Nonnull socket);

// Sends the batch in order. Neighbouring datagrams of one size and destination leave as one
// segmented message (UDP_SEGMENT). An error that concerns one datagram (ENETUNREACH, EPERM,
// EMSGSIZE, ...) costs that datagram alone.
clinuxnet_send_report clinuxnet_send(
    clinuxnet_socket *_Nonnull socket, const clinuxnet_datagram *_Nonnull datagrams, int count);

// What a TUN device can do for whoever reads and writes it.
enum {
  clinuxnet_tun_headers = 1,  // each packet has a virtio header of 10 bytes before it
  clinuxnet_tun_tcp = 2,      // TCP packets may be of up to 64 KiB, to be cut, and lack a checksum
  clinuxnet_tun_udp = 4,      // UDP packets too
};

// Creates a layer 3 TUN device with up to `count` queues; returns how many it has. Their descriptors,
// not blocking, are in `queues` then. `name` may hold a %d; `chosen` receives the name that the kernel
// gave (at least 16 bytes). `offloads` holds what is wished for, and afterwards what the kernel granted
// of it. Fails with EBUSY when somebody has a device of that name; one that was made beforehand and that
// nobody uses yet is taken as it is, with one queue.
//
// The kernel puts a flow's packets into the queue through which packets of its other direction were
// written last, and others into one by a hash of theirs.
int clinuxnet_tun_open(
    const char *_Nonnull name, char *_Nonnull chosen, uint32_t *_Nonnull offloads,
    int *_Nonnull queues, int count);
// Takes over a layer 3 TUN device that another process made, sets it not to block, and asks for the
// offloads that are wished for, as clinuxnet_tun_open does. Fails with EINVAL or ENOTTY on anything
// else than such a device.
int clinuxnet_tun_adopt(
    int descriptor, char *_Nonnull chosen, uint32_t *_Nonnull offloads);
// Packets that may wait in the device until they are read.
int clinuxnet_interface_set_queue(const char *_Nonnull name, int packets);
int clinuxnet_interface_set_mtu(const char *_Nonnull name, int mtu);
int clinuxnet_interface_set_ipv4(const char *_Nonnull name, uint32_t address, int prefix_length);
int clinuxnet_interface_add_ipv6(
    const char *_Nonnull name, uint64_t high, uint64_t low, int prefix_length);
int clinuxnet_interface_set_up(const char *_Nonnull name);
// A route to a prefix through the interface, without a gateway.
int clinuxnet_route_add_ipv4(const char *_Nonnull name, uint32_t prefix, int prefix_length);
int clinuxnet_route_add_ipv6(
    const char *_Nonnull name, uint64_t high, uint64_t low, int prefix_length);

// Whether an interface is up and has a carrier; its number.
int clinuxnet_interface_running(const char *_Nonnull name);
int clinuxnet_interface_index(const char *_Nonnull name);

// Marks what a socket sends, for the kernel's routing rules (SO_MARK); needs CAP_NET_ADMIN.
int clinuxnet_socket_mark(int descriptor, uint32_t mark);
// Starts to connect to a TCP port without waiting; the descriptor becomes writable when it is decided.
// `mark` 0 marks nothing, here and below, and where the right is missing nothing is marked either.
int clinuxnet_probe_connect(
    uint8_t family, uint64_t host_high, uint64_t host_low, uint16_t port, uint32_t mark);
// 0 when it is connected, -EINPROGRESS while that is not decided.
int clinuxnet_probe_result(int descriptor);
// A socket for ICMP echo requests to one address, not blocking.
int clinuxnet_echo_open(uint8_t family, uint64_t host_high, uint64_t host_low, uint32_t mark);
int clinuxnet_echo_send(int descriptor, uint16_t identifier, uint16_t sequence);
// 1 when the reply with this sequence has come, 0 when it has not.
int clinuxnet_echo_receive(int descriptor, uint16_t identifier, uint16_t sequence);
// Lets programs that this thread starts have its CAP_NET_ADMIN, as root's have anyway.
int clinuxnet_capability_pass_on(void);

// Keeps this process's memory out of core dumps, and others of its user from attaching to it.
int clinuxnet_dumps_forbid(void);
// Overwrites a secret among this process's arguments, which everybody can read in /proc; returns how
// often it stood there.
int clinuxnet_argument_hide(const char *_Nonnull secret);

// Moves the calling thread into the network namespace of an open file of /run/netns or /proc.
int clinuxnet_namespace_enter(int descriptor);
// Gives the process mounts of its own: /sys of its network namespace, and the file `hosts` as
// /etc/hosts.
int clinuxnet_mounts_make_private(const char *_Nonnull hosts);

// An address of one of this host's interfaces.
typedef struct {
  uint64_t host_high;
  uint64_t host_low;
  uint32_t interface;  // the interface's number, which no other one ever has
  uint8_t family;      // 4 or 6
  uint8_t running;     // not 0: the interface has a carrier
  char name[16];       // the interface's name
} clinuxnet_local_address;

// Fills in up to `count` addresses of interfaces that are up, without loopback and link-local
// ones; returns how many.
int clinuxnet_local_addresses(clinuxnet_local_address *_Nonnull addresses, int count);
// Fills in the numbers of up to `count` interfaces that a default route of either family leads
// through, some of them twice; returns how many.
int clinuxnet_default_interfaces(uint32_t *_Nonnull interfaces, int count);

// A descriptor that becomes readable when interfaces or addresses of this host change (rtnetlink).
int clinuxnet_changes_open(void);
// Takes what it says; 0 when that was nothing.
int clinuxnet_changes_take(int descriptor);

// A descriptor that epoll reported.
typedef struct {
  uint64_t token;
  uint8_t readable;  // something to read, an error, or the end
  uint8_t writable;
} clinuxnet_event;

int clinuxnet_epoll_open(void);
// Watches `descriptor` for something to read, and for room to write when `writes` is not 0.
int clinuxnet_epoll_add(int epoll, int descriptor, uint64_t token, int writes);
int clinuxnet_epoll_change(int epoll, int descriptor, uint64_t token, int writes);
void clinuxnet_epoll_remove(int epoll, int descriptor);
// Waits without a limit; returns the number of events, 0 when a signal interrupted the wait.
int clinuxnet_epoll_wait(int epoll, clinuxnet_event *_Nonnull events, int count);

// A timer of the monotonic clock, and the absolute time in nanoseconds at which it fires.
int clinuxnet_timer_open(void);
int clinuxnet_timer_arm(int timer, uint64_t nanoseconds);
// A counter that a write adds to and that a read takes (eventfd). Neither ever blocks.
int clinuxnet_counter_open(void);
void clinuxnet_counter_add(int counter);
uint64_t clinuxnet_counter_take(int counter);

// Makes SIGINT, SIGTERM and SIGHUP add one to the eventfd `descriptor` instead of ending the
// process, on whichever thread they arrive. -1 gives them back their default action.
int clinuxnet_signals_watch(int descriptor);
// The signal that arrived last, 0 when none did since clinuxnet_signals_watch.
int clinuxnet_signals_last(void);

// Binds a Unix domain stream socket at `path` (mode 0600 from the start) and listens; returns the
// descriptor, neither blocking nor inherited.
int clinuxnet_unix_listen(const char *_Nonnull path, int backlog);
// Connects to it; the descriptor blocks.
int clinuxnet_unix_connect(const char *_Nonnull path);
// The next connection, not blocking.
int clinuxnet_unix_accept(int descriptor);
// The user at the other end of a Unix socket; UINT32_MAX when the kernel does not say.
uint32_t clinuxnet_unix_peer_user(int descriptor);

// Sends bytes and an open file with them; returns how many bytes went.
int clinuxnet_unix_send_descriptor(
    int socket, const void *_Nonnull bytes, size_t count, int descriptor);
// Receives bytes, 0 at the end, and an open file if one came with them, else -1. Of several files
// the first is kept.
int clinuxnet_unix_receive(
    int socket, void *_Nonnull bytes, size_t capacity, int *_Nonnull descriptor);

// Where the start of a confined program stands, or failed.
enum {
  clinuxnet_step_namespaces = 1,     // making the namespaces
  clinuxnet_step_identity = 2,       // keeping the user's identity in them
  clinuxnet_step_mounts = 3,         // having mounts of its own
  clinuxnet_step_tun = 4,            // opening /dev/net/tun
  clinuxnet_step_device = 5,         // making the device
  clinuxnet_step_ready = 6,          // the device is there
  clinuxnet_step_configuration = 7,  // giving the device its addresses
  clinuxnet_step_hosts = 8,          // putting /etc/hosts into place
  clinuxnet_step_program = 9,        // starting the program
};

// What the namespaces of a confined program are set to.
typedef struct {
  uint64_t ipv6_high;
  uint64_t ipv6_low;
  uint32_t ipv4;
  int32_t ipv4_prefix_length;
  int32_t ipv6_prefix_length;
  int32_t mtu;
  char hosts[512];        // the file that is to be /etc/hosts; none when empty
  char services[512];     // the file that is to be /etc/nsswitch.conf; none when empty
  char local_ports[16];   // filled in by clinuxnet_confined_run
  char ping_groups[32];   // likewise
} clinuxnet_confinement;

// Forks a child of the same user in user, network and mount namespaces of its own, which makes a TUN
// device there and will become `words` (ending with NULL). It is killed with the calling thread.
// Returns the child's process number and a socket to it.
int clinuxnet_confined_start(
    const char *_Nonnull device, char *_Nullable const *_Nonnull words, int *_Nonnull channel);
// Waits for the device and returns its descriptor. `step` says where the child failed.
int clinuxnet_confined_device(int channel, int *_Nonnull step);
// Has the child configure its namespaces and become the program; returns when it has. New
// connections of the program use the ports from `first` to `last`.
int clinuxnet_confined_run(
    int channel, clinuxnet_confinement *_Nonnull settings, uint16_t first, uint16_t last,
    int *_Nonnull step);
// A descriptor that becomes readable when a process ends.
int clinuxnet_process_watch(int process);
// Waits for a child's end and returns its exit status, or 128 and the signal that ended it.
int clinuxnet_process_end(int process);
// Passes the signals that ask a process to stop, and SIGUSR1 and SIGUSR2, on to `process`, unless they
// came from a terminal. 0 gives them back their default action.
int clinuxnet_signals_forward(int process);

// Binds a TCP socket and listens; returns the descriptor, which does not block. `port` may be 0 and
// receives the one that was bound. With `inherited` not 0 programs that take this one's place keep it.
int clinuxnet_tcp_listen(
    uint8_t family, uint64_t host_high, uint64_t host_low, uint16_t *_Nonnull port, int backlog,
    int inherited);
// The next connection, not blocking.
int clinuxnet_tcp_accept(int descriptor);
// The address at the other end of a connection: 4 or 6 for its family, 0 when there is none.
int clinuxnet_peer_address(
    int descriptor, uint64_t *_Nonnull host_high, uint64_t *_Nonnull host_low);
// Connects within so many milliseconds; the descriptor blocks, in sending for as long at most.
int clinuxnet_tcp_connect(
    uint8_t family, uint64_t host_high, uint64_t host_low, uint16_t port, int milliseconds);

#endif
