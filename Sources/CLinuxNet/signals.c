#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "CLinuxNet.h"

// A signalfd would need the signals blocked in every thread, and the Swift runtime may have
// started some before the daemon gets to say so. A handler works whichever thread is interrupted.
static atomic_int watched_descriptor = -1;
static atomic_int last_signal = 0;

static void note_signal(int signal) {
  int saved = errno;
  int descriptor = atomic_load(&watched_descriptor);
  atomic_store(&last_signal, signal);
  if (descriptor >= 0) clinuxnet_counter_add(descriptor);
  errno = saved;
}

int clinuxnet_signals_watch(int descriptor) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = descriptor < 0 ? SIG_DFL : note_signal;
  action.sa_flags = SA_RESTART;
  atomic_store(&last_signal, 0);
  atomic_store(&watched_descriptor, descriptor);
  for (unsigned index = 0; index < sizeof signals / sizeof signals[0]; index++) {
    if (sigaction(signals[index], &action, NULL) != 0) return -errno;
  }
  return 0;
}

int clinuxnet_signals_last(void) { return atomic_load(&last_signal); }

static atomic_int forward_target = 0;

// What a terminal says, it says to the program as well, which is of the same process group.
static void forward_signal(int signal, siginfo_t *information, void *context) {
  (void)context;
  int saved = errno;
  int target = atomic_load(&forward_target);
  if (target > 0 && information->si_code != SI_KERNEL) kill(target, signal);
  errno = saved;
}

int clinuxnet_signals_forward(int process) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART | SA_SIGINFO;
  action.sa_sigaction = forward_signal;
  if (process <= 0) {
    action.sa_flags = SA_RESTART;
    action.sa_handler = SIG_DFL;
  }
  atomic_store(&forward_target, process);
  for (unsigned index = 0; index < sizeof signals / sizeof signals[0]; index++) {
    if (sigaction(signals[index], &action, NULL) != 0) return -errno;
  }
  return 0;
}
