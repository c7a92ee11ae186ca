"""tinc 1.0."""

from drivers.driver import Driver, Setting
from lab.shell import run


class Tinc(Driver):
    """A mesh in which every host connects to every other."""

    key = "tinc"
    title = "tinc"
    commands = ("tincd",)
    packages = ("tinc",)
    settings = (
        Setting("default", "PingInterval 60 s, PingTimeout 5 s"),
        Setting("tuned", "PingInterval 1 s, PingTimeout 1 s"),
    )

    def prepare(self) -> None:
        """Make a key for each host, and tell everybody of everybody."""
        for host in self.lab.hosts:
            folder = self.lab.folder / host
            (folder / "hosts").mkdir(parents=True)
            (folder / "tinc.conf").write_text(self._settings(host))
            run(["tincd", "-c", str(folder), "-K", "2048"])
        cards = {host: self._card(host) for host in self.lab.hosts}
        for host in self.lab.hosts:
            for other, card in cards.items():
                (self.lab.folder / host / "hosts" / other).write_text(card)

    def start_host(self, host: str) -> None:
        """Start the daemon."""
        folder = str(self.lab.folder / host)
        pid_file = f"--pidfile={folder}/pid"
        self.launch(host, "tincd", "-D", "-c", folder, pid_file)
        self.raise_device(host)

    def _settings(self, host: str) -> str:
        lines = [f"Name = {host}", f"Interface = {self.device(host)}", "AddressFamily = ipv4"]
        lines += [f"ConnectTo = {peer}" for peer in self.peers(host)]
        if self.is_tuned:
            lines += ["PingInterval = 1", "PingTimeout = 1", "MaxTimeout = 1"]
        return "\n".join(lines) + "\n"

    def _card(self, host: str) -> str:
        """What others must know of a host."""
        key = (self.lab.folder / host / "hosts" / host).read_text()
        return f"Address = {self.lab.underlay(host)}\nSubnet = {self.address(host)}/32\n{key}"
