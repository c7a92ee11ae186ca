"""Commands and background programs, all bounded in time."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class BenchError(Exception):
    """Something on the bench did not go as it must; the message says what."""


def run(arguments: Sequence[str], stdin: str = "", seconds: float = 30) -> str:
    """Run a command to its end and return what it printed.

    Raises BenchError when it fails or takes longer than `seconds`.
    """
    try:
        done = subprocess.run(
            arguments,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as late:
        raise BenchError(f"`{' '.join(arguments)}` took more than {seconds:g} s") from late
    except FileNotFoundError as missing:
        raise BenchError(f"there is no command `{arguments[0]}`") from missing
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise BenchError(f"`{' '.join(arguments)}` failed: {''.join(last)}")
    return done.stdout


def succeeds(arguments: Sequence[str], seconds: float = 10) -> bool:
    """Whether a command ends well within `seconds`."""
    try:
        run(arguments, seconds=seconds)
    except BenchError:
        return False
    return True


def wait_until(description: str, condition: Callable[[], bool], seconds: float = 30) -> None:
    """Return once `condition` holds; raise BenchError if it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise BenchError(f"waited {seconds:g} s in vain until {description}")
        time.sleep(0.05)


class Program:
    """A program in the background, its output in a file."""

    def __init__(
        self, arguments: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.arguments = list(arguments)
        self.log = log
        with log.open("wb") as sink:
            # A session of its own: Ctrl-C is for the bench, which then stops everything in order.
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The program's own number: `ip netns exec` replaces itself by it."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    @property
    def output(self) -> str:
        """Everything it has printed so far."""
        return self.log.read_text(errors="replace")

    def wait(self, seconds: float) -> str:
        """Wait for a good end and return the output; raise BenchError otherwise."""
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired as late:
            self.stop()
            raise BenchError(f"`{' '.join(self.arguments)}` did not end in {seconds:g} s") from late
        if status != 0:
            raise BenchError(f"`{' '.join(self.arguments)}` ended with {status}: {self.last_line}")
        return self.output

    @property
    def last_line(self) -> str:
        """The last line that it printed, for messages."""
        return "".join(self.output.strip().splitlines()[-1:])

    def send(self, number: signal.Signals) -> None:
        """Send a signal if it still runs."""
        if self.is_running:
            self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 5) -> str:
        """End it, by force when it does not listen, and return the output."""
        self.send(number)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return self.output

    @property
    def processor_seconds(self) -> float:
        """User and system time so far, in steps of the kernel's tick (10 ms)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    @property
    def resident_bytes(self) -> int:
        """The memory that it holds at the moment (RSS)."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE_BYTES
