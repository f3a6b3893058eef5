"""Counters and histograms of one app, written as Prometheus text. Knows no request and no query text."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

Labels = tuple[tuple[str, str], ...]


@dataclass
class _Histogram:
    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    total_s: float = 0.0


class Metrics:
    """What happened since the app started."""

    def __init__(self) -> None:
        self._helps: dict[str, str] = {}
        self._counters: Counter[tuple[str, Labels]] = Counter()
        self._histograms: dict[tuple[str, Labels], _Histogram] = {}

    def count(self, name: str, description: str, amount: int = 1, **labels: str) -> None:
        """Add to a counter; its name ends in `_total`."""
        self._helps[name] = description
        key = tuple(labels.items()) if len(labels) < 2 else tuple(sorted(labels.items()))
        self._counters[name, key] += amount

    def time(self, name: str, description: str, seconds: float, **labels: str) -> None:
        """Put a duration in a histogram; its name ends in `_seconds`."""
        self._helps.setdefault(name, description)
        key = (name, tuple(sorted(labels.items())))
        histogram = self._histograms.get(key)
        if histogram is None:
            histogram = self._histograms[key] = _Histogram()
        histogram.counts[bisect_left(BUCKETS_S, seconds)] += 1
        histogram.total_s += seconds

    def to_text(self, gauges: Mapping[str, tuple[str, Mapping[Labels, float]]]) -> str:
        """Prometheus text format 0.0.4. gauges: name to description and present values by labels."""
        lines: list[str] = []
        for name in sorted({name for name, _ in self._counters}):
            lines += self._head(name, "counter")
            for (found, labels), value in sorted(self._counters.items()):
                if found == name:
                    lines.append(f"{name}{_written(labels)} {value}")
        for name in sorted({name for name, _ in self._histograms}):
            lines += self._head(name, "histogram")
            for (found, labels), histogram in sorted(self._histograms.items(), key=lambda pair: pair[0]):
                if found == name:
                    lines += _written_histogram(name, labels, histogram)
        for name, (description, values) in sorted(gauges.items()):
            lines += (f"# HELP {name} {description}", f"# TYPE {name} gauge")
            lines += [f"{name}{_written(labels)} {value:g}" for labels, value in sorted(values.items())]
        return "\n".join(lines) + "\n"

    def _head(self, name: str, kind: str) -> tuple[str, str]:
        return f"# HELP {name} {self._helps[name]}", f"# TYPE {name} {kind}"


def _written(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escape(value)}"' for name, value in labels) + "}"


def _written_histogram(name: str, labels: Labels, histogram: _Histogram) -> list[str]:
    lines, seen = [], 0
    for bound, count in zip((*(f"{b:g}" for b in BUCKETS_S), "+Inf"), histogram.counts, strict=True):
        seen += count
        lines.append(f"{name}_bucket{_written((*labels, ('le', bound)))} {seen}")
    return [*lines, f"{name}_sum{_written(labels)} {histogram.total_s:.6f}", f"{name}_count{_written(labels)} {seen}"]


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
