"""Everything that is compared, one class and one file each."""

from drivers.babeld import Babeld
from drivers.bare import Bare
from drivers.bird import Bird
from drivers.bound import Bound, BoundPipeline, BoundWays
from drivers.driver import Driver
from drivers.fastd import Fastd
from drivers.nebula import Nebula
from drivers.selvedge import Selvedge, SelvedgeBefore
from drivers.tinc import Tinc
from drivers.wireguard import WireGuard
from drivers.yggdrasil import Yggdrasil

__all__ = ["ALL", "VARIANTS", "Bound", "Driver", "Selvedge"]

ALL: tuple[type[Driver], ...] = (
    Bare,
    Bound,
    Selvedge,
    WireGuard,
    Tinc,
    Nebula,
    Yggdrasil,
    Fastd,
    Bird,
    Babeld,
)

VARIANTS: tuple[type[Driver], ...] = (BoundWays, BoundPipeline, SelvedgeBefore)
"""Those that are measured only when they are named."""
