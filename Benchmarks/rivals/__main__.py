"""Compares Selvedge with its rivals: see `scripts/bench-rivals --help`."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

import options as command_line
from drivers import ALL, VARIANTS
from lab import packages
from plan import Plan
from report import machine, table
from report.results import Results


def main() -> int:
    """Measure, and write down whatever came of it, even when interrupted."""
    options = command_line.parse()
    # /run is a private, empty file system here: whatever is left in it goes with this process.
    tempfile.tempdir = "/run"
    signal.signal(signal.SIGTERM, _interrupt)
    if options.packages:
        packages.use(options.packages)
    pace = command_line.pace(options)
    results = Results(
        {
            "command": command_line.command(options),
            "machine": machine.describe(),
            "date": time.strftime("%Y-%m-%d"),
            "rounds": pace.rounds,
            "patience_seconds": pace.patience_seconds,
            "sizes": list(pace.sizes),
        }
    )
    kinds = []
    for kind in (*ALL, *VARIANTS):
        if kind.key not in options.only:
            continue
        reason = kind.missing()
        if reason is None:
            kinds.append(kind)
            results.versions[kind.title] = kind.version()
        else:
            _say(f"without {kind.title}: {reason}")
            results.absent[kind.title] = reason
    status = 0
    try:
        Plan(kinds, options.stages, pace, results, _say).run()
    except KeyboardInterrupt:
        _say("interrupted; what there is so far is written")
        status = 130
    _write(results, options.out, options.document if status == 0 else None)
    return status


def _write(results: Results, folder: Path, document: Path | None) -> None:
    text = table.render(results)
    folder.mkdir(parents=True, exist_ok=True)
    results.write(folder / "results.json")
    (folder / "table.md").write_text(text)
    if document is not None:
        table.write_into(document, text)
    print(f"\n{text}", flush=True)
    _say(f"written: {folder}/results.json and table.md")


def _say(text: str) -> None:
    # In one piece: threads speak as well.
    sys.stderr.write(f"bench-rivals: {text}\n")
    sys.stderr.flush()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    # Threads may still wait for a rival that an interrupted run no longer cares for.
    STATUS = main()
    sys.stdout.flush()
    os._exit(STATUS)
