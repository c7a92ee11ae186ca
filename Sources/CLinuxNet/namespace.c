#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>

#include "CLinuxNet.h"

int clinuxnet_namespace_enter(int descriptor) {
  return setns(descriptor, CLONE_NEWNET) == 0 ? 0 : -errno;
}

int clinuxnet_mounts_make_private(const char *hosts) {
  if (unshare(CLONE_NEWNS) != 0) return -errno;
  if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL) != 0) return -errno;
  // /sys shows the devices of the namespace that it was mounted in. Where it cannot be mounted
  // anew, programs see those of another one; hardly any looks.
  if (umount2("/sys", MNT_DETACH) == 0) mount("selvedge-lab", "/sys", "sysfs", 0, NULL);
  return mount(hosts, "/etc/hosts", "none", MS_BIND, NULL) == 0 ? 0 : -errno;
}
