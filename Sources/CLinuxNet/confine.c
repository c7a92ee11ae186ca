#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CLinuxNet.h"

// The child of a process with threads may only make calls that are safe in a signal handler until it
// has become another program (fork(2), "Notes"). So whatever needs formatting is formatted before.

// What the child says of itself: where it has got to, or where it failed and why.
typedef struct {
  int32_t step;
  int32_t error;
} report;

static int say(int channel, int step, int error) {
  report message = {step, error};
  return send(channel, &message, sizeof message, MSG_NOSIGNAL) == sizeof message ? 0 : -1;
}

static void give_up(int channel, int step, int error) {
  say(channel, step, error);
  _exit(1);
}

static int write_file(const char *path, const char *text) {
  int descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  ssize_t length = (ssize_t)strlen(text);
  int result = write(descriptor, text, (size_t)length) == length ? 0 : -errno;
  close(descriptor);
  return result;
}

typedef struct {
  char users[48];
  char groups[48];
} identity;

static void enter_namespaces(int channel, const identity *who) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0)
    give_up(channel, clinuxnet_step_namespaces, errno);
  // A binary with file capabilities leaves a process whose files in /proc belong to root.
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  int result = write_file("/proc/self/setgroups", "deny");
  if (result == 0) result = write_file("/proc/self/uid_map", who->users);
  if (result == 0) result = write_file("/proc/self/gid_map", who->groups);
  if (result != 0) give_up(channel, clinuxnet_step_identity, -result);
  if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL) != 0)
    give_up(channel, clinuxnet_step_mounts, errno);
}

// Hands the device to the parent and keeps nothing of it.
static void hand_over_device(int channel, const char *name) {
  int probe = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  if (probe < 0) give_up(channel, clinuxnet_step_tun, errno);
  close(probe);
  char chosen[16];
  uint32_t offloads = clinuxnet_tun_headers;
  int device;
  int made = clinuxnet_tun_open(name, chosen, &offloads, &device, 1);
  if (made < 0) device = made;
  if (device < 0) give_up(channel, clinuxnet_step_device, -device);
  report message = {clinuxnet_step_ready, 0};
  int result = clinuxnet_unix_send_descriptor(channel, &message, sizeof message, device);
  if (result < 0) give_up(channel, clinuxnet_step_device, -result);
  close(device);
}

static int configure_device(const char *name, const clinuxnet_confinement *settings) {
  int result = clinuxnet_interface_set_up("lo");
  if (result == 0) result = clinuxnet_interface_set_mtu(name, settings->mtu);
  if (result == 0)
    result = clinuxnet_interface_set_ipv4(name, settings->ipv4, settings->ipv4_prefix_length);
  // A host without IPv6 has an overlay without it.
  int has_ipv6 = result == 0 && clinuxnet_interface_add_ipv6(
      name, settings->ipv6_high, settings->ipv6_low, settings->ipv6_prefix_length) == 0;
  if (result == 0) result = clinuxnet_interface_set_up(name);
  // Whatever else there is to reach is reached through the overlay, or refused by the daemon.
  if (result == 0) result = clinuxnet_route_add_ipv4(name, 0, 0);
  if (has_ipv6) clinuxnet_route_add_ipv6(name, 0, 0, 0);
  return result;
}

static void become_program(
    int channel, const char *name, const clinuxnet_confinement *settings, char *const *words) {
  int result = configure_device(name, settings);
  if (result != 0) give_up(channel, clinuxnet_step_configuration, -result);
  // Where /proc/sys cannot be written, the program does without: ports are shared out less well,
  // `ping` and ports below 1024 need rights.
  write_file("/proc/sys/net/ipv4/ip_local_port_range", settings->local_ports);
  write_file("/proc/sys/net/ipv4/ping_group_range", settings->ping_groups);
  write_file("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
  write_file("/proc/sys/net/ipv4/tcp_tw_reuse", "1");
  if (settings->hosts[0] != 0 && mount(settings->hosts, "/etc/hosts", "none", MS_BIND, NULL) != 0)
    give_up(channel, clinuxnet_step_hosts, errno);
  if (settings->services[0] != 0)
    mount(settings->services, "/etc/nsswitch.conf", "none", MS_BIND, NULL);
  // Threads of a runtime block signals, which the program would inherit.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execvp(words[0], words);
  int error = errno;
  say(channel, clinuxnet_step_program, error);
  _exit(error == ENOENT ? 127 : 126);
}

static void be_child(
    int channel, pid_t parent, const char *name, const identity *who, char *const *words) {
  // Nobody would read the device any more.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != parent) _exit(1);
  enter_namespaces(channel, who);
  hand_over_device(channel, name);
  clinuxnet_confinement settings;
  if (recv(channel, &settings, sizeof settings, 0) != sizeof settings) _exit(1);
  become_program(channel, name, &settings, words);
}

int clinuxnet_confined_start(const char *device, char *const *words, int *channel) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -errno;
  identity who;
  snprintf(who.users, sizeof who.users, "%u %u 1\n", geteuid(), geteuid());
  snprintf(who.groups, sizeof who.groups, "%u %u 1\n", getegid(), getegid());
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0) {
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    return -error;
  }
  if (child == 0) {
    // Or the child would never see that the parent has given up.
    close(ends[0]);
    be_child(ends[1], parent, device, &who, words);
  }
  close(ends[1]);
  *channel = ends[0];
  return child;
}

int clinuxnet_confined_device(int channel, int *step) {
  report message = {clinuxnet_step_namespaces, 0};
  int device = -1;
  ssize_t count = clinuxnet_unix_receive(channel, &message, sizeof message, &device);
  *step = message.step;
  if (count != sizeof message) return -EPIPE;
  if (message.error != 0) return -message.error;
  return device >= 0 ? device : -EPIPE;
}

int clinuxnet_confined_run(
    int channel, clinuxnet_confinement *settings, uint16_t first, uint16_t last, int *step) {
  *step = clinuxnet_step_configuration;
  snprintf(settings->local_ports, sizeof settings->local_ports, "%u %u", first, last);
  snprintf(
      settings->ping_groups, sizeof settings->ping_groups, "%u %u", getegid(), getegid());
  if (send(channel, settings, sizeof *settings, MSG_NOSIGNAL) != sizeof *settings) return -EPIPE;
  report message;
  ssize_t count;
  do count = recv(channel, &message, sizeof message, 0);
  while (count < 0 && errno == EINTR);
  // The child's end closes when it becomes the program.
  if (count == 0) return 0;
  if (count != sizeof message) return -EPIPE;
  *step = message.step;
  return -message.error;
}

int clinuxnet_process_watch(int process) {
  int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
  return descriptor < 0 ? -errno : descriptor;
}

int clinuxnet_process_end(int process) {
  int status;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) return -errno;
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
