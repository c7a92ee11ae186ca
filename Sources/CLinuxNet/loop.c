#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "CLinuxNet.h"

enum { events_max = 64 };

int clinuxnet_epoll_open(void) {
  int descriptor = epoll_create1(EPOLL_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

static int control(int epoll, int operation, int descriptor, uint64_t token, int writes) {
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = EPOLLIN | (writes ? EPOLLOUT : 0);
  event.data.u64 = token;
  return epoll_ctl(epoll, operation, descriptor, &event) == 0 ? 0 : -errno;
}

int clinuxnet_epoll_add(int epoll, int descriptor, uint64_t token, int writes) {
  return control(epoll, EPOLL_CTL_ADD, descriptor, token, writes);
}

int clinuxnet_epoll_change(int epoll, int descriptor, uint64_t token, int writes) {
  return control(epoll, EPOLL_CTL_MOD, descriptor, token, writes);
}

void clinuxnet_epoll_remove(int epoll, int descriptor) {
  control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0);
}

int clinuxnet_epoll_wait(int epoll, clinuxnet_event *events, int count) {
  struct epoll_event ready[events_max];
  if (count > events_max) count = events_max;
  int result = epoll_wait(epoll, ready, count, -1);
  if (result < 0) return errno == EINTR ? 0 : -errno;
  for (int index = 0; index < result; index++) {
    events[index] = (clinuxnet_event){
        .token = ready[index].data.u64,
        .readable = (ready[index].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0,
        .writable = (ready[index].events & EPOLLOUT) != 0,
    };
  }
  return result;
}

int clinuxnet_timer_open(void) {
  int descriptor = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

int clinuxnet_timer_arm(int timer, uint64_t nanoseconds) {
  // An all-zero time would disarm the timer.
  if (nanoseconds == 0) nanoseconds = 1;
  struct itimerspec setting;
  memset(&setting, 0, sizeof setting);
  setting.it_value.tv_sec = (time_t)(nanoseconds / 1000000000u);
  setting.it_value.tv_nsec = (long)(nanoseconds % 1000000000u);
  return timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, NULL) == 0 ? 0 : -errno;
}

int clinuxnet_counter_open(void) {
  int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return descriptor < 0 ? -errno : descriptor;
}

void clinuxnet_counter_add(int counter) {
  uint64_t one = 1;
  // A full counter is readable already, so a failed write loses nothing.
  ssize_t written = write(counter, &one, sizeof one);
  (void)written;
}

uint64_t clinuxnet_counter_take(int counter) {
  uint64_t count = 0;
  return read(counter, &count, sizeof count) == sizeof count ? count : 0;
}
