"""babeld: routing without a tunnel."""

from drivers.driver import Driver, Setting


class Babeld(Driver):
    """Babel over the cables; each host announces one address of its own."""

    key = "babeld"
    title = "babeld"
    commands = ("babeld",)
    packages = ("babeld",)
    settings = (
        Setting("default", "hello 4 s"),
        Setting("tuned", "hello 0.3 s", is_quick=True),
        # Slower to notice a cut, but the only one that looks at loss.
        Setting("quality", "hello 0.3 s, link quality measured", is_quick=True),
    )
    is_tunnel = False
    needs_cables = True

    def start_host(self, host: str) -> None:
        """Start the daemon."""
        self.lab.batch(host, [f"addr add {self.address(host)}/32 dev lo"])
        # babeld would set these itself, but for the whole machine.
        forwarding = {"ipv4/ip_forward": 1, "ipv6/conf/all/forwarding": 1}
        self.lab.set_kernel(host, {**forwarding, "ipv4/conf/all/rp_filter": 0})
        path = self.lab.folder / f"{host}.conf"
        path.write_text(self._settings(host))
        files = ["-S", str(self.lab.folder / f"{host}.state"), "-I", ""]
        self.launch(host, "babeld", "-c", str(path), *files)

    def _settings(self, host: str) -> str:
        tuning = {"tuned": " hello-interval 0.3"}
        tuning["quality"] = f"{tuning['tuned']} link-quality true"
        options = f"type wired{tuning.get(self.setting.key, '')}"
        lines = [f"interface {name} {options}" for name in self.lab.interfaces(host)]
        own = f"{self.address(host)}/32"
        lines += [
            "skip-kernel-setup true",
            f"redistribute local ip {own} allow",
            "redistribute local deny",
            f"install pref-src {self.address(host)}",
        ]
        return "\n".join(lines) + "\n"
