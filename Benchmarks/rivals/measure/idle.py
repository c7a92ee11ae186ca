"""N hosts that have greeted each other and are silent: what they still send, and hold."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from drivers.driver import Driver, Setting
from lab import topology
from lab.lab import Lab
from measure.pace import Pace
from report.results import Results

BUILDERS = 6
"""Networks that are built at a time; some of them wait for elections and routes."""

HOSTS_MAX = 16
"""Hosts of one rival at a time."""

Candidate = tuple[type[Driver], Setting]


def measure(candidates: Sequence[Candidate], pace: Pace, results: Results) -> None:
    """Everybody's networks side by side: idle hosts are in nobody's way."""
    for sizes in _groups(pace.sizes):
        with ExitStack() as stack:
            drivers = _build_all(candidates, sizes, stack, results)
            time.sleep(pace.settle_seconds)
            _count(drivers, pace.idle_seconds, results)


def _groups(sizes: Sequence[int]) -> list[list[int]]:
    """Sizes that are measured at a time."""
    groups: list[list[int]] = [[]]
    for size in sizes:
        if groups[-1] and sum(groups[-1]) + size > HOSTS_MAX:
            groups.append([])
        groups[-1].append(size)
    return groups


def _count(drivers: Sequence[Driver], seconds: float, results: Results) -> None:
    before = [(_sent_bytes(driver), time.monotonic()) for driver in drivers]
    time.sleep(seconds)
    for driver, (count, start) in zip(drivers, before):
        sent = _sent_bytes(driver) - count
        passed = time.monotonic() - start
        size = len(driver.lab.hosts)
        row = results.row("idle", type(driver), driver.setting)
        row.add(f"bytes {size}", sent / passed / size)


def _build_all(
    candidates: Sequence[Candidate], sizes: Sequence[int], stack: ExitStack, results: Results
) -> list[Driver]:
    """The networks that could be built; the stack takes them down."""
    lock = threading.Lock()

    def build(kind: type[Driver], setting: Setting, size: int) -> Driver | None:
        row = results.row("idle", kind, setting)
        with row.failures_noted(f"{size} hosts"):
            lab = topology.lan(size, ipv6=kind.needs_cables)
            with lock:
                stack.enter_context(lab)
            driver = kind(lab, setting)
            driver.start()
            return driver
        return None

    # Large networks first: they take longest.
    wanted = [(*candidate, size) for size in sorted(sizes)[::-1] for candidate in candidates]
    for candidate in candidates:
        results.row("idle", *candidate)
    pool = ThreadPoolExecutor(BUILDERS)
    try:
        built = list(pool.map(lambda what: build(*what), wanted))
    finally:
        # After Ctrl-C nobody waits for the others.
        pool.shutdown(wait=False, cancel_futures=True)
    return [driver for driver in built if driver is not None]


def _sent_bytes(driver: Driver) -> int:
    return sum(driver.lab.sent_bytes(host) for host in driver.lab.hosts)
