"""The cable itself."""

from drivers.driver import Driver


class Bare(Driver):
    """Nothing between the hosts but the kernel."""

    key = "bare"
    title = "bare path (veth)"
    can_relay = False
    survives_faults = False

    @classmethod
    def version(cls) -> str:
        """The kernel is named with the machine."""
        return "the kernel alone"

    def address(self, host: str) -> str:
        """The address of the cable."""
        return self.lab.underlay(host)
