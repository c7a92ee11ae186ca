"""Hosts in network namespaces, and what can be done with them."""

import itertools
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lab.shell import Program, run, succeeds, wait_until

_serials = itertools.count(1)


class Lab:
    """Hosts in network namespaces, and a folder for their files. Use it in a `with` statement."""

    def __init__(self, hosts: Sequence[str]) -> None:
        self.hosts = list(hosts)
        self.serial = next(_serials)
        self.folder = Path(tempfile.mkdtemp(prefix=f"rivals{self.serial}-"))
        self._programs: list[Program] = []
        self._namespaces: list[str] = []
        self._ports: dict[tuple[str, str], str] = {}
        self._underlay: dict[str, str] = {}
        self._interfaces: dict[str, list[str]] = {host: [] for host in hosts}
        self._logs = itertools.count(1)

    def __enter__(self) -> "Lab":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every program, remove every namespace and file. Never raises."""
        for program in self._programs:
            program.send(signal.SIGKILL)
        for program in self._programs:
            program.stop()
        for namespace in self._namespaces:
            succeeds(["ip", "netns", "del", namespace])
        shutil.rmtree(self.folder, ignore_errors=True)

    # Looking

    def namespace(self, host: str) -> str:
        """The namespace of a host for `ip netns`."""
        return f"rv{self.serial}-{host}"

    def underlay(self, host: str) -> str:
        """The IPv4 address of a host outside the tunnels."""
        return self._underlay[host]

    def number(self, host: str) -> int:
        """1 for the first host, 2 for the second, …"""
        return self.hosts.index(host) + 1

    def interfaces(self, host: str) -> list[str]:
        """The host's interfaces outside the tunnels."""
        return self._interfaces[host]

    def sent_bytes(self, host: str) -> int:
        """What the host has sent outside the tunnels so far, Ethernet headers included."""
        path = "/sys/class/net/{}/statistics/tx_bytes"
        names = [path.format(interface) for interface in self.interfaces(host)]
        return sum(int(line) for line in self.run(host, ["cat", *names]).split())

    # Running things

    def run(self, host: str, arguments: Sequence[str], stdin: str = "", seconds: float = 30) -> str:
        """Run a command inside a host and return what it printed."""
        return run(["ip", "netns", "exec", self.namespace(host), *arguments], stdin, seconds)

    def succeeds(self, host: str, arguments: Sequence[str]) -> bool:
        """Whether a command inside a host ends well."""
        return succeeds(["ip", "netns", "exec", self.namespace(host), *arguments])

    def start(
        self, host: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> Program:
        """Start a program inside a host; the lab ends it."""
        log = self.folder / f"{next(self._logs)}-{host}-{Path(arguments[0]).name}.log"
        program = Program(
            ["ip", "netns", "exec", self.namespace(host), *arguments], log, environment
        )
        self._programs.append(program)
        return program

    # Faults, in the switch

    def cut(self, first: str, second: str) -> None:
        """Drop every packet between two hosts, both ways."""
        self._set_faults(first, second, "counter drop")

    def lose(self, first: str, second: str, percent: int) -> None:
        """Drop each packet between two hosts with this chance, both ways."""
        self._set_faults(first, second, f"numgen random mod 100 < {percent} counter drop")

    def watch(self, first: str, second: str) -> None:
        """Drop nothing, but count what passes between two hosts for `seen`."""
        self._set_faults(first, second, "counter")

    def seen(self) -> int:
        """Packets that met the rule set last."""
        table = run(["ip", "netns", "exec", self.namespace("switch"), "nft", "list", "ruleset"])
        return sum(int(number) for number in re.findall(r"counter packets (\d+)", table))

    def _set_faults(self, first: str, second: str, action: str) -> None:
        lines = ["add table bridge faults", "delete table bridge faults", "add table bridge faults"]
        lines.append(
            "add chain bridge faults forward"
            " { type filter hook forward priority 0; policy accept; }"
        )
        for sender, receiver in [(first, second), (second, first)]:
            ports = (self._ports[sender, receiver], self._ports[receiver, sender])
            lines.append(
                f'add rule bridge faults forward iifname "{ports[0]}" oifname "{ports[1]}" {action}'
            )
        command = ["ip", "netns", "exec", self.namespace("switch"), "nft", "-f", "-"]
        run(command, stdin="\n".join(lines) + "\n")

    # Building

    def add_namespace(self, name: str) -> None:
        """Make a namespace with its loopback up."""
        run(["ip", "netns", "add", self.namespace(name)])
        self._namespaces.append(self.namespace(name))
        self.batch(name, ["link set lo up"])

    def batch(self, name: str, lines: Sequence[str]) -> None:
        """Run lines of `ip` inside a namespace."""
        run(["ip", "-n", self.namespace(name), "-batch", "-"], stdin="\n".join(lines) + "\n")

    def set_kernel(self, name: str, settings: Mapping[str, int]) -> None:
        """Write kernel settings, given as paths under /proc/sys/net."""
        lines = [f"echo {value} > /proc/sys/net/{path}" for path, value in settings.items()]
        self.run(name, ["sh", "-ec", "; ".join(lines)])

    def plug(
        self, host: str, others: Sequence[str], interface: str, port: str, bridge: str
    ) -> None:
        """Lay a cable from a host to a bridge of the switch, by which it reaches `others`."""
        self.batch(
            "switch",
            [
                f"link add {port} type veth peer name {interface} netns {self.namespace(host)}",
                f"link set {port} master {bridge} up",
            ],
        )
        for other in others:
            self._ports[host, other] = port

    def give_address(self, host: str, interface: str, address: str, ipv6: bool) -> None:
        """Give an interface its address outside the tunnels and switch it on."""
        self.set_kernel(host, {f"ipv6/conf/{interface}/disable_ipv6": 0 if ipv6 else 1})
        self.batch(
            host,
            [
                f"link set {interface} address {_ethernet_address(address)}",
                f"addr add {address}/24 dev {interface}",
                f"link set {interface} up",
            ],
        )
        self._underlay.setdefault(host, address)
        self._interfaces[host].append(interface)

    def introduce(self, host: str, interface: str, addresses: Sequence[str]) -> None:
        """Tell a host the Ethernet addresses of others for good.

        Asking for them would count as traffic, no kernel on the Internet learns of a failure by it,
        and the kernel remembers about a thousand answers only, in all namespaces together.
        """
        neighbours = [
            f"neigh add {address} lladdr {_ethernet_address(address)} dev {interface} nud permanent"
            for address in addresses
        ]
        self.batch(host, neighbours)

    def wait_for_cable(self, host: str, address: str) -> None:
        """Return once a host reaches an address outside the tunnels."""
        command = ["ping", "-q", "-c", "1", "-W", "0.2", address]
        wait_until(f"{host} reaches {address}", lambda: self.succeeds(host, command), seconds=10)


def _ethernet_address(address: str) -> str:
    """One for each IPv4 address, locally administered."""
    return ":".join(["02", "00", *(f"{int(byte):02x}" for byte in address.split("."))])
