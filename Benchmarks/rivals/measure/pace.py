"""How long everything takes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Seconds and counts of one run. The whole default run fits into 25 minutes, QUICK into 5."""

    rounds: int = 3
    ping_seconds: float = 2
    transfer_seconds: int = 3
    datagram_seconds: float = 1.5
    cuts: int = 2
    """Cuts in each round of those that get over them within seconds."""
    slow_cuts: int = 2
    """Rounds in which those that need longer have a cut each."""
    patience_seconds: float = 75
    """After that long nobody is expected to come back; tinc's default needs up to 65."""
    loss_early_seconds: float = 2
    loss_late_seconds: float = 10
    sizes: tuple[int, ...] = (3, 8, 16)
    settle_seconds: float = 15
    """Before an idle network counts as idle."""
    idle_seconds: float = 60
    saturation_seconds: int = 600

    @classmethod
    def quick(cls) -> "Pace":
        """Enough to see that everything works."""
        return cls(
            rounds=1,
            ping_seconds=1,
            transfer_seconds=2,
            datagram_seconds=1,
            cuts=1,
            patience_seconds=20,
            loss_late_seconds=5,
            sizes=(3, 8),
            settle_seconds=5,
            idle_seconds=15,
            saturation_seconds=20,
        )
