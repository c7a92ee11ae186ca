"""What all that is compared has in common."""

import time
from dataclasses import dataclass
from functools import partial

from lab import packages
from lab.lab import Lab
from lab.shell import BenchError, Program, wait_until

GREETING_SECONDS = 60
"""The time that every host has to reach every other one."""

GREET = 'for to; do ping -q -c 1 -W 0.5 "$to" || exit 1; done'


@dataclass(frozen=True)
class Setting:
    """One way to configure a rival."""

    key: str
    """`default`, or `tuned` for the fastest that is sensible."""
    description: str
    """What a reader must know of it."""
    is_quick: bool = False
    """Whether it gets over a failure within seconds; the others are measured side by side."""


class Driver:
    """Configures and starts one program on every host of a lab.

    Subclasses say who they are in class attributes and override `start_host`, and `prepare` when
    hosts must know something of each other first.
    """

    key = ""
    """The name for ONLY=."""
    title = ""
    """The name in tables."""
    commands: tuple[str, ...] = ()
    """The programs that it needs."""
    packages: tuple[str, ...] = ()
    """The Debian packages that have them."""
    settings: tuple[Setting, ...] = (Setting("default", ""),)
    """The ways to configure it that are measured."""
    is_tunnel = True
    """Whether packets go through it; routing daemons leave them to the kernel."""
    needs_cables = False
    """Whether a failure must be that of a cable, for routing daemons."""
    can_relay = True
    """Whether a third host can carry packets between two that have no direct path."""
    survives_faults = True
    """Whether faults of the direct path are worth measuring at all."""

    def __init__(self, lab: Lab, setting: Setting | None = None, hub: str | None = None) -> None:
        """`hub` is the host that carries the others' packets, where somebody must be told."""
        self.lab = lab
        self.setting = setting or self.settings[0]
        self.hub = hub
        self.programs: dict[str, list[Program]] = {host: [] for host in lab.hosts}

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot run here, or None."""
        return packages.missing(cls.commands)

    @classmethod
    def version(cls) -> str:
        """What exactly is measured."""
        return ", ".join(f"{package} {packages.version(package)}" for package in cls.packages)

    @property
    def is_tuned(self) -> bool:
        """Whether its fastest sensible settings are wanted."""
        return self.setting.key == "tuned"

    # For subclasses

    def prepare(self) -> None:
        """Make keys and files before the first host starts."""

    def start_host(self, host: str) -> None:
        """Configure and start it on one host."""

    def is_ready(self, host: str) -> bool:
        """Whether it says of itself that it works on this host."""
        return True

    def address(self, host: str) -> str:
        """The host's address inside the tunnels."""
        return f"10.77.0.{self.lab.number(host)}"

    def device(self, host: str) -> str:
        """The name of its network device, one for each host and lab."""
        return f"rv{self.lab.serial}n{self.lab.number(host)}"

    def peers(self, host: str) -> list[str]:
        """The hosts that a host is told about: all others, or the hub alone."""
        if self.hub is None or host == self.hub:
            return [other for other in self.lab.hosts if other != host]
        return [self.hub]

    def launch(self, host: str, *arguments: str, **environment: str) -> Program:
        """Start a program that belongs to the rival."""
        program = self.lab.start(host, arguments, environment)
        self.programs[host].append(program)
        return program

    def raise_device(self, host: str, mtu: int | None = None) -> None:
        """Wait for the network device and give it the host's address."""
        name = self.device(host)
        show = ["ip", "link", "show", name]
        wait_until(f"{self.title} makes {name}", lambda: self.lab.succeeds(host, show), seconds=10)
        size = f" mtu {mtu}" if mtu else ""
        self.lab.batch(
            host, [f"addr add {self.address(host)}/24 dev {name}", f"link set {name} up{size}"]
        )

    # For measurements

    def start(self) -> None:
        """Start it everywhere and wait until every host answers every other one."""
        self.prepare()
        # The hub comes first: others may have nobody else to turn to.
        for host in sorted(self.lab.hosts, key=lambda name: name != self.hub):
            self.start_host(host)
        for host in self.lab.hosts:
            wait_until(f"{self.title} is ready on {host}", partial(self.check, host), 60)
        self.greet_all()

    def check(self, host: str) -> bool:
        """`is_ready`, and an error when a program has ended."""
        for program in self.programs[host]:
            if not program.is_running:
                raise BenchError(f"{self.title} ended on {host}: {program.last_line}")
        return self.is_ready(host)

    def greet_all(self) -> None:
        """Have every host ping every later one, so that tunnels made on demand are made."""
        deadline = time.monotonic() + GREETING_SECONDS
        for index, host in enumerate(self.lab.hosts[:-1]):
            others = [self.address(other) for other in self.lab.hosts[index + 1 :]]
            wait_until(
                f"all hosts answer {host} through {self.title}",
                partial(self.lab.succeeds, host, ["sh", "-c", GREET, "sh", *others]),
                seconds=max(1, deadline - time.monotonic()),
            )

    def processor_seconds(self, *hosts: str) -> float:
        """User and system time of its programs so far, on these hosts or on all."""
        return sum(
            program.processor_seconds
            for host in hosts or self.lab.hosts
            for program in self.programs[host]
        )

    def resident_bytes(self, host: str) -> int:
        """The memory that its programs hold on a host."""
        return sum(program.resident_bytes for program in self.programs[host])
