"""fastd."""

import re

from drivers.driver import Driver, Setting
from lab.shell import run


class Fastd(Driver):
    """Ethernet frames between peers; with a hub, the hub forwards."""

    key = "fastd"
    title = "fastd"
    commands = ("fastd",)
    packages = ("fastd",)
    settings = (Setting("default", "salsa2012+umac"),)

    def prepare(self) -> None:
        """Make a key for each host."""
        self._keys = {}
        for host in self.lab.hosts:
            printed = run(["fastd", "--generate-key"])
            self._keys[host] = re.findall(r"(?:Secret|Public): ([0-9a-f]+)", printed)

    def start_host(self, host: str) -> None:
        """Start the daemon."""
        path = self.lab.folder / f"{host}.conf"
        path.write_text(self._settings(host))
        self.launch(host, "fastd", "--config", str(path))
        self.raise_device(host)

    def _settings(self, host: str) -> str:
        lines = [
            f'interface "{self.device(host)}";',
            "mode tap;",
            'method "salsa2012+umac";',
            f"bind {self.lab.underlay(host)}:10000;",
            "mtu 1426;",
            "log level warn;",
            f'secret "{self._keys[host][0]}";',
        ]
        if host == self.hub:
            lines.append("forward yes;")
        for peer in self.peers(host):
            remote = f"remote {self.lab.underlay(peer)}:10000;"
            lines.append(f'peer "{peer}" {{ key "{self._keys[peer][1]}"; {remote} }}')
        return "\n".join(lines) + "\n"
