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
