"""What Selvedge set out to reach, held against one run's figures."""

import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from report.results import Results

Number = Callable[[float], str]


@dataclass(frozen=True)
class Goal:
    """One line of the table of goals."""

    text: str
    wanted: str
    value: str | None
    verdict: str
    """`reached`, `missed` or `not measured`."""


def goals(results: Results, number: Number) -> Iterator[Goal]:
    """Every goal that this command can judge."""
    tcp = _median(results, "pair", "selvedge", "tcp 1")
    bound = _median(results, "pair", "bound", "tcp 1")
    wireguard = _median(results, "pair", "wireguard-go", "tcp 1")
    relayed = _median(results, "relay", "selvedge", "tcp 1")
    yield _at_least("TCP, one stream, of the bound", 75, _share(tcp, bound), "%", number)
    yield _at_least("TCP, one stream, of wireguard-go", 8, _ratio(tcp, wireguard), "times", number)
    share = _share(relayed, bound)
    yield _at_least("TCP through a relay, of the direct bound", 40, share, "%", number)
    ours = _median(results, "pair", "selvedge", "ping idle median")
    cable = _median(results, "pair", "bare", "ping idle median")
    added = None if ours is None or cable is None else ours - cable
    yield _at_most("median ping over the bare path's", 0.1, added, "ms", number)
    loaded = _median(results, "pair", "selvedge", "ping loaded 99")
    yield _at_most("99 % of pings under load", 5, loaded, "ms", number)
    relay = _median(results, "relay", "selvedge", "datagrams per core")
    for key, how in [("forward-1", "one by one"), ("forward-many", "in batches")]:
        forwarder = _median(results, "relay", key, "datagrams per core")
        text = f"64-byte datagrams per core of a relay, of a bare forwarder's fed {how}"
        yield _at_least(text, 60, _share(relay, forwarder), "%", number)
    yield _saturated(results, number)
    changed = _median(results, "saturation", "selvedge", "links changed")
    yield _at_most("links suspected while a path is full", 0, changed, "", number)


def _saturated(results: Results, number: Number) -> Goal:
    """The nine best of ten gaps with the link saturated."""
    row = results.find("failover", "selvedge", "saturated")
    gaps = sorted(row.samples.get("gap", [])) if row else []
    value = gaps[math.ceil(0.9 * len(gaps)) - 1] * 1000 if gaps else None
    return _at_most("failover under saturation, 9 of 10 cuts", 300, value, "ms", number)


def _median(results: Results, stage: str, key: str, quantity: str) -> float | None:
    row = results.find(stage, key)
    spread = row.spread(quantity) if row else None
    return spread.median if spread else None


def _ratio(value: float | None, base: float | None) -> float | None:
    return None if value is None or not base else value / base


def _share(value: float | None, base: float | None) -> float | None:
    ratio = _ratio(value, base)
    return None if ratio is None else 100 * ratio


def _at_least(text: str, limit: float, value: float | None, unit: str, number: Number) -> Goal:
    return _judge(text, f"at least {limit:g} {unit}", operator.ge, limit, value, unit, number)


def _at_most(text: str, limit: float, value: float | None, unit: str, number: Number) -> Goal:
    return _judge(text, f"at most {limit:g} {unit}".strip(), operator.le, limit, value, unit, number)


def _judge(
    text: str,
    wanted: str,
    holds: Callable[[float, float], bool],
    limit: float,
    value: float | None,
    unit: str,
    number: Number,
) -> Goal:
    if value is None:
        return Goal(text, wanted, None, "not measured")
    verdict = "reached" if holds(value, limit) else "**missed**"
    shown = f"{number(value)} {unit}".strip() if math.isfinite(value) else number(value)
    return Goal(text, wanted, shown, verdict)
