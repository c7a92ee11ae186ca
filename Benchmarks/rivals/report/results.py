"""What was measured: samples, failures, and where they are kept."""

import json
import math
import statistics
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivers.driver import Driver, Setting
from lab.shell import BenchError


@dataclass(frozen=True)
class Spread:
    """Repeated measurements of one quantity."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one; of an even number the mean of the two."""
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        """The smallest."""
        return min(self.values)

    @property
    def most(self) -> float:
        """The largest."""
        return max(self.values)


@dataclass
class Row:
    """All samples of one rival, with one setting, in one stage."""

    key: str
    title: str
    setting: str
    description: str
    samples: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, quantity: str, value: float) -> None:
        """Keep a sample."""
        with self._lock:
            self.samples.setdefault(quantity, []).append(value)

    def spread(self, quantity: str) -> Spread | None:
        """The samples of a quantity, if there are any."""
        values = self.samples.get(quantity)
        return Spread(tuple(values)) if values else None

    @contextmanager
    def failures_noted(self, where: str) -> Iterator[None]:
        """Turn an error of one rival into a note, so that the others go on."""
        try:
            yield
        except BenchError as error:
            self.failures.append(f"{where}: {error}")
        except Exception:  # pylint: disable=broad-except
            last = traceback.format_exc().strip().splitlines()[-1]
            self.failures.append(f"{where}: {last}")

    def as_json(self) -> dict[str, Any]:
        """For results.json; what never came is null."""
        quantities = {}
        for name, values in self.samples.items():
            spread = Spread(tuple(values))
            numbers = {"median": spread.median, "least": spread.least, "most": spread.most}
            quantities[name] = {
                **{label: finite(number) for label, number in numbers.items()},
                "samples": [finite(value) for value in values],
            }
        return {
            "rival": self.key,
            "setting": self.setting,
            "description": self.description,
            "quantities": quantities,
            "failures": self.failures,
        }


def finite(value: float) -> float | None:
    """JSON has no infinity."""
    return value if math.isfinite(value) else None


class Results:
    """Rows by stage, in the order in which they were first asked for."""

    def __init__(self, about: dict[str, Any]) -> None:
        self.about = about
        """The command, the machine and the pace."""
        self.versions: dict[str, str] = {}
        """By title, what exactly was measured."""
        self.absent: dict[str, str] = {}
        """By title, why something was not."""
        self._rows: dict[tuple[str, str, str], Row] = {}
        self._lock = threading.Lock()

    def row(self, stage: str, kind: type[Driver], setting: Setting) -> Row:
        """The row of a rival, made when it is new."""
        return self.named_row(stage, kind.key, kind.title, setting)

    def named_row(self, stage: str, key: str, title: str, setting: Setting) -> Row:
        """A row by any name."""
        with self._lock:
            place = (stage, key, setting.key)
            if place not in self._rows:
                self._rows[place] = Row(key, title, setting.key, setting.description)
            return self._rows[place]

    def find(self, stage: str, key: str, setting: str = "default") -> Row | None:
        """The row of a rival, if there is one."""
        return self._rows.get((stage, key, setting))

    def rows(self, stage: str) -> list[Row]:
        """All rows of a stage."""
        return [row for place, row in self._rows.items() if place[0] == stage]

    def failures(self) -> list[str]:
        """Everything that went wrong, in words."""
        return [
            f"{row.title} ({row.setting}), {stage}: {failure}"
            for (stage, _, _), row in self._rows.items()
            for failure in row.failures
        ]

    def write(self, path: Path) -> None:
        """Write everything as JSON."""
        stages = dict.fromkeys(place[0] for place in self._rows)
        whole = {
            **self.about,
            "versions": self.versions,
            "absent": self.absent,
            "stages": {stage: [row.as_json() for row in self.rows(stage)] for stage in stages},
        }
        path.write_text(json.dumps(whole, indent=2) + "\n")
