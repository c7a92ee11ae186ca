"""A flood of UDP datagrams, and how many of them arrive.

iperf3 would spend more on each datagram than a good tunnel does, and read them on the same two
cores. So the sender (tools/flood.py) hands 64 to each system call and runs at the lowest priority,
taking only the processor time that the tunnel leaves; and nobody reads at the other end: the kernel
counts, for the socket alone, what arrived and was dropped for want of a reader.
"""

import sys
import time
from pathlib import Path

from drivers.driver import Driver
from lab.lab import Lab
from lab.shell import Program, wait_until

PORT = 7400
WARM_UP_SECONDS = 0.5

_TOOLS = Path(__file__).resolve().parents[1] / "tools"


def open_sink(lab: Lab, host: str, address: str) -> Program:
    """A socket that nobody reads."""
    sink = lab.start(host, [sys.executable, str(_TOOLS / "sink.py"), address, str(PORT)])
    wait_until("the socket for datagrams is open", lambda: "ready" in sink.output, seconds=10)
    return sink


def start_flood(
    lab: Lab, host: str, address: str, port: int, size: int, segments: int = 1
) -> Program:
    """Start sending datagrams of `size` bytes of payload as fast as the machine lets.

    With `segments`, the kernel is handed so many at a time in one buffer (UDP_SEGMENT).
    """
    numbers = [str(number) for number in (port, size, segments)]
    return lab.start(host, [sys.executable, str(_TOOLS / "flood.py"), address, *numbers])


def arrived(sink: Program) -> int:
    """Datagrams that reached the sink's socket and found it full."""
    for table in ["udp", "udp6"]:
        for line in Path(f"/proc/{sink.pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if int(fields[1].rpartition(":")[2], 16) == PORT:
                return int(fields[-1])
    return 0


def rate(driver: Driver, source: str, target: str, size: int, seconds: float) -> float:
    """Datagrams of `size` bytes that arrive in a second through a rival, from host to host."""
    address = driver.address(target)
    sink = open_sink(driver.lab, target, address)
    flood = start_flood(driver.lab, source, address, PORT, size)
    try:
        time.sleep(WARM_UP_SECONDS)
        return timed_rate(sink, seconds)
    finally:
        flood.stop()
        sink.stop()


def timed_rate(sink: Program, seconds: float) -> float:
    """Datagrams that arrive in a second, counted for so long."""
    count, start = arrived(sink), time.monotonic()
    time.sleep(seconds)
    return (arrived(sink) - count) / (time.monotonic() - start)
