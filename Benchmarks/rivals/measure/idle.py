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

BUILDERS = 4


def measure(kinds: Sequence[tuple[type[Driver], Setting]], pace: Pace, results: Results) -> None:
    """Everybody's networks of every size, side by side: idle hosts are in nobody's way."""
    for size in pace.sizes:
        with ExitStack() as stack:
            drivers = _build_all(kinds, size, stack, results)
            time.sleep(pace.settle_seconds)
            before = [_sent_bytes(driver) for driver in drivers]
            time.sleep(pace.idle_seconds)
            after = [_sent_bytes(driver) for driver in drivers]
        for driver, start, end in zip(drivers, before, after):
            row = results.row("idle", type(driver), driver.setting)
            row.add(f"bytes {size}", (end - start) / pace.idle_seconds / size)


def _build_all(
    kinds: Sequence[tuple[type[Driver], Setting]], size: int, stack: ExitStack, results: Results
) -> list[Driver]:
    lock = threading.Lock()

    def build(kind: type[Driver], setting: Setting) -> Driver | None:
        row = results.row("idle", kind, setting)
        lab: Lab | None = None
        with row.failures_noted(f"{size} hosts"):
            lab = topology.lan(size, ipv6=kind.needs_cables)
            with lock:
                stack.enter_context(lab)
            driver = kind(lab, setting)
            driver.start()
            return driver
        return None

    with ThreadPoolExecutor(BUILDERS) as pool:
        built = list(pool.map(lambda what: build(*what), kinds))
    return [driver for driver in built if driver is not None]


def _sent_bytes(driver: Driver) -> int:
    return sum(driver.lab.sent_bytes(host) for host in driver.lab.hosts)
