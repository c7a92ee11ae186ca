"""Two hosts without a direct path, and a third that carries their packets."""

import time

from drivers.bound import Bound
from drivers.driver import Driver, Setting
from lab import topology
from measure import datagrams
from measure.pace import Pace
from measure.transfer import Transfer
from report.results import Row

RELAY = "gamma"
SIZE = 64
SEGMENTS = 32


def measure(kind: type[Driver], setting: Setting, pace: Pace, row: Row) -> None:
    """TCP through the relay, and how many small packets it carries."""
    with topology.lan(3) as lab:
        lab.cut("alpha", "beta")
        driver = kind(lab, setting, hub=RELAY)
        driver.start()
        rate, _ = Transfer(driver, "alpha", "beta", pace.transfer_seconds).finish()
        row.add("tcp 1", rate)
        address = driver.address("beta")
        sink = datagrams.open_sink(lab, "beta", address)
        datagrams.start_flood(lab, "alpha", address, datagrams.PORT, SIZE)
        time.sleep(datagrams.WARM_UP_SECONDS)
        before = driver.processor_seconds(RELAY)
        count = datagrams.timed_rate(sink, pace.datagram_seconds)
        spent = (driver.processor_seconds(RELAY) - before) / pace.datagram_seconds
        row.add(f"datagrams {SIZE}", count)
        # wireguard-go's relay is its kernel's forwarding as well, which is not in `spent`.
        if spent > 0:
            row.add("datagrams per core", count / spent)


def measure_forwarder(pace: Pace, row: Row, segments: int) -> None:
    """How many small packets a bare UDP forwarder carries, fed with so many in one buffer."""
    with topology.lan(3) as lab:
        relay = f"{lab.underlay(RELAY)}:7300"
        target = f"{lab.underlay('beta')}:{datagrams.PORT}"
        command = [Bound.binary(), "forward", "--listen", relay, "--to", target]
        sink = datagrams.open_sink(lab, "beta", lab.underlay("beta"))
        forwarder = lab.start(RELAY, command)
        datagrams.start_flood(lab, "alpha", lab.underlay(RELAY), 7300, SIZE, segments)
        time.sleep(datagrams.WARM_UP_SECONDS)
        before = forwarder.processor_seconds
        count = datagrams.timed_rate(sink, pace.datagram_seconds)
        spent = (forwarder.processor_seconds - before) / pace.datagram_seconds
        row.add(f"datagrams {SIZE}", count)
        row.add("datagrams per core", count / max(spent, 0.01))
