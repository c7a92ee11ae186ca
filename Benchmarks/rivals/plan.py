"""Who is measured when: everybody in turn in each round, each round beginning with another."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from drivers import ALL, Bound, Driver, Selvedge
from drivers.driver import Setting
from measure import faults, idle, pair, relay, saturation
from measure.pace import Pace
from report.results import Results

Candidate = tuple[type[Driver], Setting]

SATURATED = Setting("saturated", "as it comes, iperf3 filling the path")
SATURATED_CUTS = 2
"""Times as many cuts with the path saturated as without, for a share of nine in ten."""


class Plan:
    """One run of the whole benchmark."""

    def __init__(
        self, kinds: Sequence[type[Driver]], stages: Sequence[str], pace: Pace, results: Results,
        say: Callable[[str], None],
    ) -> None:
        self._kinds = kinds
        self._stages = stages
        self._pace = pace
        self._results = results
        self._say = say

    def run(self) -> None:
        """Every stage in every round; the idle networks and what takes long at the end."""
        steps = {
            "pair": self._pair,
            "relay": self._relay,
            "failover": self._failover,
            "loss": self._loss,
        }
        for number in range(self._pace.rounds if set(steps) & set(self._stages) else 0):
            self._say(f"round {number + 1} of {self._pace.rounds}")
            for stage in self._stages:
                if stage in steps:
                    steps[stage](number)
        if "idle" in self._stages:
            self._say("idle networks, all side by side")
            idlers = self._candidates(lambda kind: kind is not Bound)
            idle.measure(idlers, self._pace, self._results)
        if "saturation" in self._stages and Selvedge in self._kinds:
            self._one("saturation", (Selvedge, Selvedge.settings[0]), saturation.measure)

    # Stages

    def _pair(self, number: int) -> None:
        tunnels = self._candidates(lambda kind: kind.is_tunnel, first_only=True)
        for candidate in _rotated(tunnels, number):
            self._one("pair", candidate, pair.measure)

    def _relay(self, number: int) -> None:
        relays = self._candidates(lambda kind: kind.is_tunnel and kind.can_relay, first_only=True)
        for candidate in _rotated(relays, number):
            self._one("relay", candidate, relay.measure)
        if Bound in self._kinds:
            self._forwarder("forward-1", "bound: bare forwarder, fed one by one", 1)
            many = f"bound: bare forwarder, fed {relay.SEGMENTS} in a buffer"
            self._forwarder("forward-many", many, relay.SEGMENTS)

    def _failover(self, number: int) -> None:
        everybody = self._candidates(lambda kind: kind.survives_faults)
        quick = [candidate for candidate in everybody if candidate[1].is_quick]
        for _ in range(self._pace.cuts):
            for candidate in _rotated(quick, number):
                self._one("failover", candidate, faults.measure_cut)
        for _ in range(SATURATED_CUTS * self._pace.cuts if Selvedge in self._kinds else 0):
            self._one("failover", (Selvedge, SATURATED), faults.measure_saturated_cut)
        slow = [candidate for candidate in everybody if not candidate[1].is_quick]
        if number < self._pace.slow_cuts:
            self._together("failover", slow, faults.measure_cut)

    def _loss(self, _: int) -> None:
        everybody = self._candidates(lambda kind: kind.survives_faults)
        self._together("loss", everybody, faults.measure_loss)

    # Steps

    def _candidates(
        self, fits: Callable[[type[Driver]], bool], first_only: bool = False
    ) -> list[Candidate]:
        return [
            (kind, setting)
            for kind in self._kinds
            if fits(kind)
            for setting in (kind.settings[:1] if first_only else kind.settings)
        ]

    def _one(self, stage: str, candidate: Candidate, measure: Callable[..., None]) -> None:
        kind, setting = candidate
        row = self._results.row(stage, kind, setting)
        self._say(f"  {stage}: {kind.title}, {setting.key}")
        failures = len(row.failures)
        with row.failures_noted("measuring"):
            measure(kind, setting, self._pace, row)
        for failure in row.failures[failures:]:
            self._say(f"    failed: {failure}")

    def _together(
        self, stage: str, candidates: Sequence[Candidate], measure: Callable[..., None]
    ) -> None:
        """All at once: they wait most of the time."""
        pool = ThreadPoolExecutor(max(len(candidates), 1))
        try:
            for _ in pool.map(lambda candidate: self._one(stage, candidate, measure), candidates):
                pass
        finally:
            # After Ctrl-C nobody waits for the others.
            pool.shutdown(wait=False, cancel_futures=True)

    def _forwarder(self, key: str, title: str, segments: int) -> None:
        row = self._results.named_row("relay", key, title, Setting("default", ""))
        self._say(f"  relay: {title}")
        with row.failures_noted("measuring"):
            relay.measure_forwarder(self._pace, row, segments)


def _rotated(candidates: list[Candidate], number: int) -> list[Candidate]:
    """The same in a circle, beginning somewhere else in each round."""
    start = number % len(candidates) if candidates else 0
    return candidates[start:] + candidates[:start]
