"""Streams of echo requests, and what came of them."""

import math
import re
import signal
import time
from dataclasses import dataclass

from drivers.driver import Driver
from lab.shell import Program, wait_until

INTERVAL_SECONDS = 0.01

_REPLY = re.compile(r"^\[([\d.]+)\] .*icmp_seq=(\d+) .*time=([\d.]+) ms", re.MULTILINE)
_SENT = re.compile(r"(\d+) packets transmitted")


@dataclass(frozen=True)
class Reply:
    """One answer."""

    arrival: float
    """In seconds since 1970."""
    milliseconds: float
    """The round trip."""

    @property
    def departure(self) -> float:
        """When the request left."""
        return self.arrival - self.milliseconds / 1000


class EchoReport:
    """What a stream met."""

    def __init__(self, output: str) -> None:
        self.replies: dict[int, Reply] = {}
        for arrival, number, milliseconds in _REPLY.findall(output):
            self.replies.setdefault(int(number), Reply(float(arrival), float(milliseconds)))
        sent = _SENT.search(output)
        self.sent = max(int(sent[1]) if sent else 0, max(self.replies, default=0))

    def quantile(self, share: float) -> float:
        """The round trip, in ms, that such a share of the requests did not exceed.

        A request without an answer took for ever: the result is infinite when the quantile falls
        on one. Those under way at the end are not counted.
        """
        times = sorted(reply.milliseconds for reply in self.replies.values())
        asked = max(self.replies, default=0)
        rank = math.ceil(share * asked) - 1
        return times[rank] if 0 <= rank < len(times) else math.inf

    def longest_gap(self, start: float, end: float) -> float:
        """The longest silence between `start` and `end`, in seconds."""
        marks = sorted(
            reply.arrival for reply in self.replies.values() if start <= reply.arrival <= end
        )
        marks = [start, *marks, end]
        return max(later - earlier for earlier, later in zip(marks, marks[1:]))

    def loss(self, start: float, end: float, first_departure: float) -> float:
        """The share of requests that left between `start` and `end` and had no answer, 0 to 1.

        Requests leave at a steady pace, so a request's number tells when it left. `first_departure`
        is when number one did.
        """
        pace = self._pace(first_departure)
        first = math.ceil((start - first_departure) / pace) + 1
        last = math.floor((end - first_departure) / pace) + 1
        asked = range(first, last + 1)
        answered = sum(number in self.replies for number in asked)
        return 1 - answered / max(len(asked), 1)

    def _pace(self, first_departure: float) -> float:
        """Seconds between requests: `ping` is a little slower than it is asked to be."""
        number = max(self.replies, default=1)
        if number == 1:
            return INTERVAL_SECONDS
        return (self.replies[number].departure - first_departure) / (number - 1)


class EchoStream:
    """A hundred echo requests a second from one host to another, through a rival."""

    def __init__(self, driver: Driver, source: str, target: str, seconds: float | None = None):
        """Run until `stop`, or for so many seconds."""
        command = ["ping", "-D", "-n", "-i", str(INTERVAL_SECONDS), "-W", "1"]
        command += ["-I", driver.address(source)]
        if seconds is not None:
            command += ["-c", str(int(seconds / INTERVAL_SECONDS))]
        self._seconds = seconds or 0
        self._program: Program = driver.lab.start(source, [*command, driver.address(target)])

    def wait_for_answer(self) -> None:
        """Return once the first answer is there."""
        wait_until("the first answer to a ping", lambda: "time=" in self._program.output, 10)

    def finish(self) -> EchoReport:
        """Wait for the end of a stream that has one."""
        deadline = time.monotonic() + self._seconds + 15
        while self._program.is_running and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.stop()

    def stop(self) -> EchoReport:
        """End the stream."""
        return EchoReport(self._program.stop(signal.SIGINT))

    def report(self) -> EchoReport:
        """What came so far."""
        return EchoReport(self._program.output)

    def last_arrival(self) -> float:
        """When the last answer came, in seconds since 1970; 0 when none did."""
        with self._program.log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 400))
            found = _REPLY.findall(file.read().decode(errors="replace"))
        return float(found[-1][0]) if found else 0
