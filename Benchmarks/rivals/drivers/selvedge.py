"""Selvedge, by its own command line."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from drivers.driver import Driver, Setting
from lab.shell import run, wait_until


class Selvedge(Driver):
    """A network founded on one host, the hub if there is one, that all others are invited to."""

    key = "selvedge"
    title = "Selvedge"
    settings = (Setting("default", "as it comes", is_quick=True),)

    @classmethod
    def binary(cls) -> str:
        """The program: `$SELVEDGE_BIN`, or the one of this tree."""
        built = Path(__file__).resolve().parents[3] / ".build/release/selvedge"
        return os.environ.get("SELVEDGE_BIN", str(built))

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot run here, or None."""
        return None if os.access(cls.binary(), os.X_OK) else "not built"

    @classmethod
    @cache
    def version(cls) -> str:
        """What the command says of itself."""
        return run([cls.binary(), "--version"]).strip() + ", this tree"

    def prepare(self) -> None:
        """Nothing is known before the daemons run."""
        self._addresses: dict[str, str] = {}

    def start_host(self, host: str) -> None:
        """Found the network or join it, then start the daemon."""
        state = self.lab.folder / host
        state.mkdir()
        listen = f'listen: ["{self.lab.underlay(host)}:7272"]\n'
        (state / "config.yaml").write_text(listen)
        founder = self.hub or self.lab.hosts[0]
        if host == founder:
            self._command(host, "network", "create", "bench", "--name", host)
        else:
            token = self._command(founder, "invite", host).strip()
            self._command(host, "join", token)
        self.launch(host, self.binary(), "up", "--state", str(state))
        wait_until(f"the daemon of {host} answers", lambda: self._answers(host), seconds=20)

    def is_ready(self, host: str) -> bool:
        """Whether it has a session with every other host that it could have one with."""
        peers = self._status(host)["peers"]
        return {peer["name"] for peer in peers if peer["isConnected"]} >= set(self.peers(host))

    def address(self, host: str) -> str:
        """The address in the credential."""
        if host not in self._addresses:
            self._addresses[host] = str(self._status(host)["ipv4"])
        return self._addresses[host]

    def path_changes(self) -> int:
        """How often any host has changed its path to another since its daemon started."""
        peers = (peer for host in self.lab.hosts for peer in self._status(host)["peers"])
        return sum(peer["switches"] for peer in peers)

    def links_changed(self, seconds: float) -> int:
        """How many links of all hosts have been suspect, down or gone within so many seconds."""
        reports = (json.loads(self._command(host, "links", "--json")) for host in self.lab.hosts)
        links = [link for report in reports for link in report["links"]]
        gone = len(self.lab.hosts) * (len(self.lab.hosts) - 1) - len(links)
        changed = (link["state"] != "up" or link["stateSeconds"] < seconds for link in links)
        return max(gone, 0) + sum(changed)

    def _answers(self, host: str) -> bool:
        state = str(self.lab.folder / host)
        return self.lab.succeeds(host, [self.binary(), "status", "--state", state])

    def _status(self, host: str) -> dict[str, Any]:
        status: dict[str, Any] = json.loads(self._command(host, "status", "--json"))
        return status

    def _command(self, host: str, *arguments: str) -> str:
        state = str(self.lab.folder / host)
        return self.lab.run(host, [self.binary(), *arguments, "--state", state])


class SelvedgeBefore(Selvedge):
    """Another build of Selvedge, in turn with this tree's: whether a change has made it slower."""

    key = "selvedge-before"
    title = "Selvedge, the build before"

    @classmethod
    def binary(cls) -> str:
        """The program that `$SELVEDGE_BEFORE` names."""
        return os.environ.get("SELVEDGE_BEFORE", "")

    @classmethod
    def missing(cls) -> str | None:
        """Why it cannot run here, or None."""
        return None if os.access(cls.binary(), os.X_OK) else "name it in SELVEDGE_BEFORE"

    @classmethod
    @cache
    def version(cls) -> str:
        """What the command says of itself."""
        return run([cls.binary(), "--version"]).strip() + ", the build before"
