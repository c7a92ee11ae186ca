"""BIRD with OSPF and BFD: routing without a tunnel."""

from drivers.driver import Driver, Setting


class Bird(Driver):
    """OSPF over the cables; each host announces one address of its own."""

    key = "bird"
    title = "BIRD OSPF"
    commands = ("bird",)
    packages = ("bird2",)
    settings = (
        Setting("default", "hello 10 s, dead after 40 s, no BFD"),
        Setting("tuned", "BFD 50 ms × 3", is_quick=True),
    )
    is_tunnel = False
    needs_cables = True

    def start_host(self, host: str) -> None:
        """Start the daemon."""
        self.lab.batch(host, [f"addr add {self.address(host)}/32 dev lo"])
        self.lab.set_kernel(host, {"ipv4/ip_forward": 1})
        path = self.lab.folder / f"{host}.conf"
        path.write_text(self._settings(host))
        control = str(self.lab.folder / f"{host}.ctl")
        self.launch(host, "bird", "-f", "-c", str(path), "-s", control)

    def _settings(self, host: str) -> str:
        # A cable has two ends; only on a switch must somebody be elected.
        is_cabled = len(self.lab.interfaces(host)) > 1
        kind = "type ptp;" if is_cabled else "type broadcast; wait 5;"
        detection = "bfd yes;" if self.is_tuned else ""
        session = "protocol bfd { interface \"u*\" { interval 50 ms; multiplier 3; }; }"
        return f"""
log stderr {{ warning, error, fatal, bug }};
router id {self.address(host)};
protocol device {{ }}
{session if self.is_tuned else ""}
protocol ospf v2 {{
  ipv4 {{ import all; export none; }};
  area 0 {{
    interface "u*" {{ {kind} {detection} }};
    interface "lo" {{ stub yes; }};
  }};
}}
protocol kernel {{
  ipv4 {{ import none; export filter {{ krt_prefsrc = {self.address(host)}; accept; }}; }};
}}
"""
