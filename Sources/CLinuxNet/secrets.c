#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "CLinuxNet.h"

int clinuxnet_dumps_forbid(void) {
  // The limit is for core dumps that the kernel writes itself; a program that it hands them to instead
  // (core(5)) gets none of a process that is not dumpable, nor can others of the same user attach to it.
  struct rlimit none = {0, 0};
  int failure = setrlimit(RLIMIT_CORE, &none) != 0 ? -errno : 0;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -errno;
  return failure;
}

// Where the arguments of this process lie, as /proc/PID/cmdline shows them: fields 48 and 49 of
// /proc/self/stat (proc(5)).
static int find_arguments(unsigned long *start, unsigned long *end) {
  FILE *file = fopen("/proc/self/stat", "re");
  if (file == NULL) return -errno;
  char line[4096];
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = 0;
  // The second field is the program's name in parentheses, and may hold anything.
  char *rest = strrchr(line, ')');
  if (rest == NULL) return -ENOENT;
  int field = 2;
  for (char *word = strtok(rest + 1, " "); word != NULL; word = strtok(NULL, " ")) {
    field++;
    if (field == 48 && sscanf(word, "%lu", start) != 1) return -ENOENT;
    if (field == 49) return sscanf(word, "%lu", end) == 1 ? 0 : -ENOENT;
  }
  return -ENOENT;
}

int clinuxnet_argument_hide(const char *secret) {
  unsigned long start = 0;
  unsigned long end = 0;
  int result = find_arguments(&start, &end);
  if (result < 0) return result;
  size_t length = strlen(secret);
  int hidden = 0;
  char *place = (char *)start;
  while (length > 0 && place != NULL && place + length <= (char *)end) {
    place = memmem(place, (size_t)((char *)end - place), secret, length);
    if (place == NULL) break;
    memset(place, '*', length);
    place += length;
    hidden++;
  }
  return hidden;
}
