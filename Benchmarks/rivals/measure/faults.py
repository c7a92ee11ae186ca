"""Three hosts, and a direct path that dies or loses: how long, and how much, anybody notices."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from drivers.driver import Driver, Setting
from lab import topology
from lab.shell import wait_until
from measure.echo import INTERVAL_SECONDS, EchoStream
from measure.pace import Pace
from measure.transfer import Transfer
from report.results import Row

LOSS_PERCENT = 30


def measure_cut(
    kind: type[Driver], setting: Setting, pace: Pace, row: Row, saturated: bool = False
) -> None:
    """The longest silence after every packet of the direct path is dropped, in seconds.

    Infinite when nothing has come back within the patience.
    """
    with _network(kind, setting) as driver:
        transfer = None
        if saturated:
            transfer = Transfer(driver, "alpha", "beta", int(pace.patience_seconds) + 5)
        stream = EchoStream(driver, "alpha", "beta")
        stream.wait_for_answer()
        _wait_for_direct_path(driver)
        # Long enough for whoever measures faster where there is traffic.
        time.sleep(1.5)
        cut_at = time.time()
        driver.lab.cut("alpha", "beta")
        is_back = _wait_for_answers(stream, cut_at, pace.patience_seconds)
        gap = stream.stop().longest_gap(cut_at - 0.1, time.time() - 0.1)
        if transfer is not None:
            transfer.abandon()
        row.add("gap", gap if is_back else math.inf)


def measure_saturated_cut(kind: type[Driver], _: Setting, pace: Pace, row: Row) -> None:
    """`measure_cut` with iperf3 filling the path from before the cut until after it."""
    measure_cut(kind, kind.settings[0], pace, row, saturated=True)


def measure_loss(kind: type[Driver], setting: Setting, pace: Pace, row: Row) -> None:
    """What is lost once the direct path drops packets at random, soon and later, in percent."""
    with _network(kind, setting) as driver:
        stream = EchoStream(driver, "alpha", "beta")
        stream.wait_for_answer()
        _wait_for_direct_path(driver)
        time.sleep(1.5)
        before = stream.report()
        driver.lab.lose("alpha", "beta", LOSS_PERCENT)
        start = time.time()
        middle = start + pace.loss_early_seconds
        end = middle + pace.loss_late_seconds
        time.sleep(end - start + 0.5)
        report = stream.stop()
        number = min(before.replies)
        first = before.replies[number].departure - (number - 1) * INTERVAL_SECONDS
        row.add("lost early", 100 * report.loss(start, middle, first))
        row.add("lost late", 100 * report.loss(middle, end, first))
        late = [r.milliseconds for r in report.replies.values() if r.departure >= middle]
        row.add("slowest late", max(late, default=math.inf))


@contextmanager
def _network(kind: type[Driver], setting: Setting) -> Iterator[Driver]:
    with topology.triangle() if kind.needs_cables else topology.lan(3) as lab:
        driver = kind(lab, setting)
        driver.start()
        yield driver


def _wait_for_direct_path(driver: Driver) -> None:
    """Return once the stream's packets take the path that will fail."""

    def is_direct() -> bool:
        driver.lab.watch("alpha", "beta")
        time.sleep(0.5)
        # Half of them would do; fifty requests and as many answers are due.
        return driver.lab.seen() >= 50

    wait_until(f"{driver.title} uses the direct path", is_direct, seconds=60)


def _wait_for_answers(stream: EchoStream, cut_at: float, patience: float) -> bool:
    """Whether answers come steadily again before the patience is over."""
    fresh = 0
    time.sleep(2)
    while time.time() < cut_at + patience:
        time.sleep(0.25)
        fresh = fresh + 1 if time.time() - stream.last_arrival() < 0.2 else 0
        if fresh >= 4:
            return True
    return False
