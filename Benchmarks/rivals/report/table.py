"""The results as Markdown."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from report.goals import goals
from report.results import Results, Row, Spread

START_MARK = "<!-- bench-rivals: start -->"
END_MARK = "<!-- bench-rivals: end -->"

Column = tuple[str, str, float]
"""Heading, quantity, and what its values are multiplied by."""

PAIR_SPEED: Sequence[Column] = [
    ("TCP, 1 stream, Gbit/s", "tcp 1", 1),
    ("TCP, 8 streams, Gbit/s", "tcp 8", 1),
    ("UDP 64 B, 1,000/s", "datagrams 64", 1e-3),
    ("UDP 1,200 B, 1,000/s", "datagrams 1200", 1e-3),
    ("processor s/GB", "processor", 1),
    ("memory, MiB", "memory", 1),
]
PAIR_DELAY: Sequence[Column] = [
    ("idle: median", "ping idle median", 1),
    ("idle: 99 %", "ping idle 99", 1),
    ("loaded: median", "ping loaded median", 1),
    ("loaded: 99 %", "ping loaded 99", 1),
]
RELAY: Sequence[Column] = [
    ("TCP, 1 stream, Gbit/s", "tcp 1", 1),
    ("UDP 64 B, 1,000/s", "datagrams 64", 1e-3),
    ("the same per core of the relay, 1,000/s", "datagrams per core", 1e-3),
]
LOSS_TITLE = "Loss that is left of 30 % each way on the direct path"
LOSS: Sequence[Column] = [
    ("first seconds, %", "lost early", 1),
    ("after that, %", "lost late", 1),
    ("slowest answer after that, ms", "slowest late", 1),
]
SATURATION: Sequence[Column] = [
    ("TCP, 8 streams, Gbit/s", "tcp 8", 1),
    ("links suspected", "links changed", 1),
    ("paths changed", "path changes", 1),
    ("ping 99 %, ms", "ping 99", 1),
    ("longest silence, ms", "silence", 1e3),
]


def render(results: Results) -> str:
    """Everything, section by section."""
    about = results.about
    parts = [f"`{about['command']}` on {about['machine']}, {about['date']}."]
    if about["rounds"] > 1:
        parts.append("Medians of the rounds, with the least and the most in parentheses.")
    parts += [
        *_section("Between two hosts", results.rows("pair"), PAIR_SPEED),
        *_section("Round trips between two hosts, ms", results.rows("pair"), PAIR_DELAY),
        *_section("Through a relay", results.rows("relay"), RELAY),
        *_failover(results),
        *_section(LOSS_TITLE, results.rows("loss"), LOSS),
        *_idle(results),
        *_section("While a path is full", results.rows("saturation"), SATURATION),
        *_goals(results),
        *_list("What was measured", _pairs(results.versions)),
        *_list("What was not", _pairs(results.absent)),
        *_list("What failed", results.failures()),
    ]
    return "\n\n".join(parts) + "\n"


def write_into(document: Path, text: str) -> None:
    """Replace what stands between the marks of a document."""
    whole = document.read_text()
    head, start, rest = whole.partition(START_MARK)
    _, end, tail = rest.partition(END_MARK)
    if not start or not end:
        raise ValueError(f"{document} lacks the lines {START_MARK} and {END_MARK}")
    document.write_text(f"{head}{START_MARK}\n\n{text}\n{END_MARK}{tail}")


def number(value: float) -> str:
    """Three significant digits, and no exponent; what never came is lost."""
    if not math.isfinite(value):
        return "lost"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if abs(value) >= 0.001 else 3
    return f"{value:,.{min(digits, 3)}f}"


def cell(spread: Spread | None, factor: float = 1) -> str:
    """Median (least–most)."""
    if spread is None:
        return "—"
    median = number(spread.median * factor)
    if len(spread.values) == 1:
        return median
    return f"{median} ({number(spread.least * factor)}–{number(spread.most * factor)})"


def _grid(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["--:"] * (len(headings) - 1)
    return "\n".join(f"| {' | '.join(line)} |" for line in [headings, rule, *lines])


def _name(row: Row) -> str:
    return f"{row.title}, {row.description}" if row.setting != "default" else row.title


def _section(title: str, rows: Sequence[Row], columns: Sequence[Column]) -> list[str]:
    lines = [
        [_name(row), *(cell(row.spread(quantity), factor) for _, quantity, factor in columns)]
        for row in rows
        if row.samples
    ]
    headings = ["", *(heading for heading, _, _ in columns)]
    return [f"### {title}", _grid(headings, lines)] if lines else []


def _failover(results: Results) -> list[str]:
    patience = results.about["patience_seconds"]
    lines = []
    for row in results.rows("failover"):
        spread = row.spread("gap")
        if spread is None:
            continue
        survived = sum(math.isfinite(value) for value in spread.values)
        count = f"{survived} of {len(spread.values)}"
        gap = cell(spread, 1000) if survived else f"does not (within {patience:g} s)"
        lines.append([row.title, row.description, count, gap.replace("lost", "over the limit")])
    headings = ["", "settings", "cuts survived", "longest silence, ms"]
    return ["### When the direct path dies", _grid(headings, lines)] if lines else []


def _idle(results: Results) -> list[str]:
    sizes = results.about["sizes"]
    columns: list[Column] = [(f"{size} hosts", f"bytes {size}", 1) for size in sizes]
    return _section("Bytes per second that an idle host sends", results.rows("idle"), columns)


def _goals(results: Results) -> list[str]:
    lines = [
        [goal.text, goal.wanted, goal.value or "—", goal.verdict] for goal in goals(results, number)
    ]
    if all(line[3] == "not measured" for line in lines):
        return []
    return ["### Goals", _grid(["", "wanted", "measured", ""], lines)]


def _pairs(items: Mapping[str, str]) -> list[str]:
    return [f"{title}: {text}" for title, text in items.items()]


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"### {title}", "\n".join(f"- {item}" for item in items)] if items else []
