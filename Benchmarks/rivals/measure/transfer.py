"""TCP by iperf3."""

import json

from drivers.driver import Driver
from lab.shell import wait_until

PORT = 5201


class Transfer:
    """One iperf3 run from a host to another, through a rival."""

    def __init__(self, driver: Driver, source: str, target: str, seconds: int, streams: int = 1):
        address = driver.address(target)
        server = ["iperf3", "--server", "--one-off", "--forceflush", "--bind", address]
        listener = driver.lab.start(target, server)
        wait_until("iperf3 listens", lambda: "listening" in listener.output, seconds=10)
        client = ["iperf3", "--client", address, "--bind", driver.address(source), "--json"]
        client += ["--time", str(seconds), "--parallel", str(streams)]
        self._seconds = seconds
        self._listener = listener
        self._client = driver.lab.start(source, client)

    def finish(self) -> tuple[float, float]:
        """Wait for the end; Gbit/s that arrived, and gigabytes (10^9) that did."""
        try:
            report = json.loads(self._client.wait(self._seconds + 20))
        finally:
            self._listener.stop()
        received = report["end"]["sum_received"]
        return received["bits_per_second"] / 1e9, received["bytes"] / 1e9

    def abandon(self) -> None:
        """End it early; its figures do not matter."""
        self._client.stop()
        self._listener.stop()
