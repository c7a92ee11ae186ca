"""Two hosts and a cable: speed, delay, processor time, memory."""

from drivers.driver import Driver, Setting
from lab import topology
from measure import datagrams
from measure.echo import EchoStream
from measure.pace import Pace
from measure.transfer import Transfer
from report.results import Row


def measure(kind: type[Driver], setting: Setting, pace: Pace, row: Row) -> None:
    """Everything that two hosts suffice for."""
    with topology.pair() as lab:
        driver = kind(lab, setting)
        driver.start()
        _measure_idle_ping(driver, pace, row)
        _measure_one_stream(driver, pace, row)
        _measure_eight_streams(driver, pace, row)
        for size in [64, 1200]:
            rate = datagrams.rate(driver, "alpha", "beta", size, pace.datagram_seconds)
            row.add(f"datagrams {size}", rate)
        if any(driver.programs.values()):
            row.add("memory", driver.resident_bytes("alpha") / 2**20)


def _measure_idle_ping(driver: Driver, pace: Pace, row: Row) -> None:
    report = EchoStream(driver, "alpha", "beta", pace.ping_seconds).finish()
    row.add("ping idle median", report.quantile(0.5))
    row.add("ping idle 99", report.quantile(0.99))


def _measure_one_stream(driver: Driver, pace: Pace, row: Row) -> None:
    before = driver.processor_seconds()
    rate, gigabytes = Transfer(driver, "alpha", "beta", pace.transfer_seconds).finish()
    row.add("tcp 1", rate)
    if any(driver.programs.values()):
        row.add("processor", (driver.processor_seconds() - before) / gigabytes)


def _measure_eight_streams(driver: Driver, pace: Pace, row: Row) -> None:
    transfer = Transfer(driver, "alpha", "beta", pace.transfer_seconds, streams=8)
    stream = EchoStream(driver, "alpha", "beta", pace.transfer_seconds - 0.5)
    rate, _ = transfer.finish()
    report = stream.finish()
    row.add("tcp 8", rate)
    row.add("ping loaded median", report.quantile(0.5))
    row.add("ping loaded 99", report.quantile(0.99))
