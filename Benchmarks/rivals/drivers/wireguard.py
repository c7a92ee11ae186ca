"""wireguard-go, the userspace WireGuard."""

from drivers.driver import Driver, Setting
from lab.shell import run, wait_until


class WireGuard(Driver):
    """Every host knows every other; with a hub, the hub's kernel forwards."""

    key = "wireguard-go"
    title = "wireguard-go"
    commands = ("wireguard-go", "wg")
    packages = ("wireguard-go",)
    settings = (Setting("default", "a peer for each host"),)

    def prepare(self) -> None:
        """Make a key for each host."""
        self._secrets = {host: run(["wg", "genkey"]).strip() for host in self.lab.hosts}
        self._keys = {host: run(["wg", "pubkey"], key) for host, key in self._secrets.items()}

    def start_host(self, host: str) -> None:
        """Start the daemon and give it its peers."""
        device = self.device(host)
        self.launch(host, "wireguard-go", "-f", device, LOG_LEVEL="error")
        show = ["wg", "show", device]
        wait_until(f"wireguard-go of {host} answers", lambda: self.lab.succeeds(host, show), 10)
        self.lab.run(host, ["wg", "setconf", device, "/dev/stdin"], stdin=self._settings(host))
        self.raise_device(host, mtu=1420)
        if host == self.hub:
            self.lab.set_kernel(host, {"ipv4/ip_forward": 1})

    def _settings(self, host: str) -> str:
        lines = ["[Interface]", "ListenPort = 51820", f"PrivateKey = {self._secrets[host]}"]
        for peer in self.peers(host):
            # Through the hub go the packets for everybody.
            allowed = "10.77.0.0/24" if peer == self.hub else f"{self.address(peer)}/32"
            lines += [
                "[Peer]",
                f"PublicKey = {self._keys[peer].strip()}",
                f"AllowedIPs = {allowed}",
                f"Endpoint = {self.lab.underlay(peer)}:51820",
            ]
        return "\n".join(lines) + "\n"
