"""Yggdrasil."""

import json

from drivers.driver import Driver, Setting
from lab.shell import run


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
        self.launch(host, "yggdrasil", "-useconffile", self._file(host))

    def address(self, host: str) -> str:
        """The address that comes from the key."""
        return self._addresses[host]

    def _file(self, host: str) -> str:
        return str(self.lab.folder / f"{host}.json")

    def _settings(self, host: str) -> dict:
        return {
            # The later host of a pair calls the earlier one.
            "Peers": [
                f"tcp://{self.lab.underlay(peer)}:9001"
                for peer in self.peers(host)
                if self.lab.number(peer) < self.lab.number(host) or peer == self.hub
            ],
            "Listen": [f"tcp://{self.lab.underlay(host)}:9001"],
            "MulticastInterfaces": [],
            "AdminListen": "none",
            "IfName": self.device(host),
        }
