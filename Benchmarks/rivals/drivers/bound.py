"""The physical limit: the same system calls and the same AEAD, and nothing else."""

import os
from pathlib import Path

from drivers.driver import Driver


class Bound(Driver):
    """`bound tunnel` between two hosts; `bound forward` is driven by measure/relay.py."""

    key = "bound"
    title = "bound (no protocol)"
    can_relay = False
    survives_faults = False
    threads = "one"

    @classmethod
    def binary(cls) -> str:
        """The program: `$BOUND_BIN`, or the one of the Benchmarks package."""
        built = Path(__file__).resolve().parents[2] / ".build/release/bound"
        return os.environ.get("BOUND_BIN", str(built))

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot run here, or None."""
        return None if os.access(cls.binary(), os.X_OK) else "not built"

    @classmethod
    def version(cls) -> str:
        """It is built from this tree."""
        return "this tree"

    def start_host(self, host: str) -> None:
        """Start one end."""
        peer = self.peers(host)[0]
        self.launch(
            host,
            self.binary(),
            "tunnel",
            "--listen",
            f"{self.lab.underlay(host)}:7300",
            "--peer",
            f"{self.lab.underlay(peer)}:7300",
            "--tun",
            self.device(host),
            "--address",
            f"{self.address(host)}/24",
            "--threads",
            self.threads,
        )


class BoundWays(Bound):
    """What a second thread would bring."""

    key = "bound-ways"
    title = "bound, a thread for each way"
    threads = "ways"


class BoundPipeline(Bound):
    """What a second and a third thread would bring."""

    key = "bound-pipeline"
    title = "bound, sealing beside reading"
    threads = "pipeline"
