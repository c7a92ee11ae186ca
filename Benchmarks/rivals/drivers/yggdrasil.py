"""Yggdrasil."""

import json
from pathlib import Path

from drivers.driver import Driver, Setting
from lab.shell import Program, run, wait_until

PORT = 9001


class Yggdrasil(Driver):
    """Every host peers with every other over TCP; addresses come from keys."""

    key = "yggdrasil"
    title = "Yggdrasil"
    commands = ("yggdrasil",)
    packages = ("yggdrasil",)
    settings = (Setting("default", "a peering of each pair"),)

    def prepare(self) -> None:
        """Make a key for each host, and read its address off."""
        self._addresses = {}
        for host in self.lab.hosts:
            settings = json.loads(run(["yggdrasil", "-genconf", "-json"]))
            settings.update(self._settings(host))
            path = self._file(host)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(settings, file)
            self._addresses[host] = run(["yggdrasil", "-useconffile", path, "-address"]).strip()

    def start_host(self, host: str) -> None:
        """Start the daemon."""
        program = self.launch(host, "yggdrasil", "-useconffile", self._file(host))
        # A call that nobody takes is repeated only after a minute: be there before the next host.
        wait_until(f"Yggdrasil of {host} listens", lambda: self._listens(program), seconds=10)

    def address(self, host: str) -> str:
        """The address that comes from the key."""
        return self._addresses[host]

    def _listens(self, program: Program) -> bool:
        sockets = Path(f"/proc/{program.pid}/net/tcp").read_text()
        return f":{PORT:04X} 00000000:0000 0A" in sockets

    def _file(self, host: str) -> str:
        return str(self.lab.folder / f"{host}.json")

    def _settings(self, host: str) -> dict[str, object]:
        return {
            # The later host of a pair calls the earlier one.
            "Peers": [
                f"tcp://{self.lab.underlay(peer)}:{PORT}"
                for peer in self.peers(host)
                if self.lab.number(peer) < self.lab.number(host) or peer == self.hub
            ],
            "Listen": [f"tcp://{self.lab.underlay(host)}:{PORT}"],
            "MulticastInterfaces": [],
            "AdminListen": "none",
            "IfName": self.device(host),
        }
