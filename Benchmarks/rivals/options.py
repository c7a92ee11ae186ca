"""The command line."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from drivers import ALL, VARIANTS
from measure.pace import Pace

STAGES = ("pair", "relay", "failover", "loss", "idle")
LONG_STAGES = ("saturation",)
"""Those that run only when they are asked for."""
_BENCHMARKS = Path(__file__).resolve().parents[1]


def parse() -> argparse.Namespace:
    """The options; ROUNDS, ONLY, STAGES, QUICK and DOCUMENT in the environment are defaults."""
    environment = os.environ
    parser = argparse.ArgumentParser(
        prog="scripts/bench-rivals",
        description="Runs the same work through Selvedge and its rivals, in the same network"
        " namespaces, and writes results.json and table.md. Needs root. Takes under 25 minutes,"
        " under 5 with --quick; nothing else should run on the machine meanwhile.",
    )
    keys = ", ".join(kind.key for kind in ALL)
    variants = ", ".join(kind.key for kind in VARIANTS)
    parser.add_argument(
        "--rounds", type=int, default=environment.get("ROUNDS") or None, metavar="N",
        help="how often everything but the idle networks is measured (default 3)",
    )
    parser.add_argument(
        "--only", default=environment.get("ONLY", ""), metavar="NAMES",
        help=f"measure these alone, separated by commas: {keys};"
        f" and, only by name, {variants}",
    )
    parser.add_argument(
        "--stages", default=environment.get("STAGES", ""), metavar="NAMES",
        help=f"run these alone, separated by commas: {', '.join(STAGES)};"
        f" and, only by name, {', '.join(LONG_STAGES)} (ten minutes)",
    )
    parser.add_argument(
        "--quick", action="store_true", default=environment.get("QUICK", "") not in ("", "0"),
        help="one short round, to see that everything works",
    )
    parser.add_argument(
        "--out", type=Path, default=_BENCHMARKS / ".results", metavar="FOLDER",
        help="where results.json and table.md go (default Benchmarks/.results)",
    )
    parser.add_argument(
        "--document", type=Path, default=environment.get("DOCUMENT") or None, metavar="FILE",
        help="also write the table between the two marks in this document",
    )
    parser.add_argument("--packages", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.only = _names(
        parser, options.only or keys, [kind.key for kind in (*ALL, *VARIANTS)]
    )
    options.stages = _names(parser, options.stages or ",".join(STAGES), [*STAGES, *LONG_STAGES])
    if options.rounds is not None and not 1 <= options.rounds <= 100:
        parser.error("--rounds takes a number from 1 to 100")
    if options.document and not options.document.is_file():
        parser.error(f"there is no document {options.document}")
    return options


def pace(options: argparse.Namespace) -> Pace:
    """The pace that was asked for."""
    chosen = Pace.quick() if options.quick else Pace()
    return replace(chosen, rounds=options.rounds) if options.rounds else chosen


def command(options: argparse.Namespace) -> str:
    """The command that makes the same figures again."""
    words = ["make bench-rivals"]
    words += ["QUICK=1"] if options.quick else []
    words += [f"ROUNDS={options.rounds}"] if options.rounds else []
    if options.only != [kind.key for kind in ALL]:
        words.append(f"ONLY={','.join(options.only)}")
    if options.stages != list(STAGES):
        words.append(f"STAGES={','.join(options.stages)}")
    return " ".join(words)


def _names(parser: argparse.ArgumentParser, given: str, known: list[str]) -> list[str]:
    chosen = given.replace(",", " ").split()
    for name in chosen:
        if name not in known:
            parser.error(f"`{name}` is not one of {', '.join(known)}")
    return [name for name in known if not chosen or name in chosen]
