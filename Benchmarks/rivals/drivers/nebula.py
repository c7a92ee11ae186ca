"""Nebula."""

import json

from drivers.driver import Driver, Setting
from lab.shell import run


class Nebula(Driver):
    """A lighthouse, which is the listed relay as well, and everybody else.

    The file that Nebula reads is YAML, of which JSON is a part.
    """

    key = "nebula"
    title = "Nebula"
    commands = ("nebula", "nebula-cert")
    packages = ("nebula",)
    settings = (Setting("default", "one lighthouse that relays"),)

    def prepare(self) -> None:
        """Make the authority, and a certificate for each host."""
        folder = self.lab.folder
        authority = ["-out-crt", f"{folder}/ca.crt", "-out-key", f"{folder}/ca.key"]
        run(["nebula-cert", "ca", "-name", "bench", *authority])
        for host in self.lab.hosts:
            signer = ["-ca-crt", f"{folder}/ca.crt", "-ca-key", f"{folder}/ca.key"]
            files = ["-out-crt", f"{folder}/{host}.crt", "-out-key", f"{folder}/{host}.key"]
            subject = ["-name", host, "-ip", f"{self.address(host)}/24"]
            run(["nebula-cert", "sign", *signer, *files, *subject])

    def start_host(self, host: str) -> None:
        """Start the daemon."""
        path = self.lab.folder / f"{host}.json"
        path.write_text(json.dumps(self._settings(host)))
        self.launch(host, "nebula", "-config", str(path))

    @property
    def _lighthouse(self) -> str:
        return self.lab.hosts[-1]

    def _settings(self, host: str) -> dict[str, object]:
        folder = self.lab.folder
        lighthouse = self._lighthouse
        is_lighthouse = host == lighthouse
        hosts = [] if is_lighthouse else [self.address(lighthouse)]
        everything = [{"port": "any", "proto": "any", "host": "any"}]
        return {
            "pki": {
                "ca": f"{folder}/ca.crt",
                "cert": f"{folder}/{host}.crt",
                "key": f"{folder}/{host}.key",
            },
            "static_host_map": {
                self.address(lighthouse): [f"{self.lab.underlay(lighthouse)}:4242"]
            },
            "lighthouse": {"am_lighthouse": is_lighthouse, "hosts": hosts},
            "listen": {"host": self.lab.underlay(host), "port": 4242},
            "punchy": {"punch": True},
            "relay": {"am_relay": is_lighthouse, "relays": hosts, "use_relays": True},
            "tun": {"dev": self.device(host)},
            "logging": {"level": "warning", "format": "text"},
            "firewall": {"outbound": everything, "inbound": everything},
        }
