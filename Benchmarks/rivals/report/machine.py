"""The machine that measures, in one line."""

import os
import platform
import re
from pathlib import Path


def describe() -> str:
    """Cores, processor, kernel and distribution."""
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    processor = found[1].strip() if found else f"an unknown {platform.machine()} processor"
    kernel = platform.release().split("-")[0]
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        system = "an unknown distribution"
    return f"{len(os.sched_getaffinity(0))} cores of {processor}, Linux {kernel}, {system}"
