"""One line of the report."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest of `times` that at least `share` (0 to 1) of them do not exceed (nearest rank)."""
    ordered = sorted(times)
    rank = max(1, -int(-share * len(ordered) // 1))
    return ordered[min(rank, len(ordered)) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchLine:
    """What one case measured. Times are milliseconds, rates per second, memory MiB, None where it does not
    apply.

    `limit` stands against `per_second` where that is given, else against `p95_ms`, and is in its unit. `ratio`
    is the figure over the limit for rates and the limit over the figure for times: 1 is at the limit, less is
    slower than it. `cpu_ms` is the CPU time of web server and PostgreSQL for one request. `worst` names what the
    slowest request asked, without values.
    """

    bench: str
    case: str
    guests: int
    p50_ms: float | None = None
    p95_ms: float | None = None
    per_second: float | None = None
    limit: float | None = None
    ratio: float | None = None
    peak_rss_mb: float | None = None
    cpu_ms: float | None = None
    limit_cpu_ms: float | None = None
    worst: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields of the report; those of CPU and the worst only where they were measured."""
        fields = asdict(self)
        for name in ("cpu_ms", "limit_cpu_ms", "worst"):
            if fields[name] is None:
                del fields[name]
        return fields


def of_times(line: BenchLine, times: Sequence[float], limit: Sequence[float]) -> BenchLine:
    """`line` with the times of its requests against those of its limit, both in milliseconds."""
    figure, bound = percentile(times, 0.95), percentile(limit, 0.95)
    return replace(
        line,
        p50_ms=round(percentile(times, 0.5), 3),
        p95_ms=round(figure, 3),
        limit=round(bound, 3),
        ratio=round(bound / figure, 3),
    )


def of_rate(
    line: BenchLine, per_second: float, limit: float, times: Sequence[float] | None = None
) -> BenchLine:
    """`line` with a rate against that of its limit, and the times of single requests where there were any."""
    return replace(
        line,
        p50_ms=round(percentile(times, 0.5), 3) if times else None,
        p95_ms=round(percentile(times, 0.95), 3) if times else None,
        per_second=round(per_second, 1),
        limit=round(limit, 1),
        ratio=round(per_second / limit, 3),
    )
