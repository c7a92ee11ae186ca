"""Where the rivals' programs come from.

scripts/setup unpacks Debian's packages into a folder instead of installing them, so that none of
their services starts, or starts with the next boot, on the machine that measures.
"""

import os
import shutil
from pathlib import Path

_versions: dict[str, str] = {}


def use(folder: Path) -> None:
    """Let every program that is started from now on be found in `folder` first."""
    programs = [folder / "usr/sbin", folder / "usr/bin", folder / "sbin", folder / "bin"]
    rest = os.environ.get("PATH", ""), "/usr/sbin", "/sbin"
    os.environ["PATH"] = ":".join([*map(str, programs), *rest])
    libraries = [str(path) for path in sorted(folder.glob("**/lib/*-linux-gnu"))]
    os.environ["LD_LIBRARY_PATH"] = ":".join(libraries)
    versions = folder / "versions"
    for line in versions.read_text().splitlines() if versions.exists() else []:
        package, _, version = line.partition(" ")
        _versions[package] = version


def version(package: str) -> str:
    """The version of a Debian package that was unpacked."""
    return _versions.get(package, "of this machine")


def missing(commands: tuple[str, ...]) -> str | None:
    """Which of the commands is not there, in words; None when all are."""
    absent = [command for command in commands if shutil.which(command) is None]
    return f"not installable here: {', '.join(absent)}" if absent else None
