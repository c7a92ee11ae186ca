"""Three hosts, one path filled for minutes: load alone must not look like failure."""

import time

from drivers import Selvedge
from drivers.driver import Setting
from lab import topology
from measure.echo import EchoStream
from measure.pace import Pace
from measure.transfer import Transfer
from report.results import Row

STREAMS = 8
SETTLED_SECONDS = 5


def measure(kind: type[Selvedge], setting: Setting, pace: Pace, row: Row) -> None:
    """What eight streams bring, and which links and paths changed meanwhile, on all three hosts."""
    with topology.lan(3) as lab:
        driver = kind(lab, setting)
        driver.start()
        stream = EchoStream(driver, "alpha", "beta")
        stream.wait_for_answer()
        time.sleep(SETTLED_SECONDS)
        changes = driver.path_changes()
        start = time.time()
        rate, _ = Transfer(driver, "alpha", "beta", pace.saturation_seconds, STREAMS).finish()
        row.add("links changed", driver.links_changed(time.time() - start))
        row.add("path changes", driver.path_changes() - changes)
        row.add(f"tcp {STREAMS}", rate)
        report = stream.stop()
        row.add("silence", report.longest_gap(start, start + pace.saturation_seconds))
        row.add("ping 99", report.quantile(0.99))
