import pytest

from huitouke.testing.bench.lines import BenchLine, of_rate, of_times, percentile


def test_percentile_is_the_nearest_rank():
    times = [float(number) for number in range(100, 0, -1)]

    assert percentile(times, 0.5) == 50
    assert percentile(times, 0.95) == 95
    assert percentile([7.0], 0.95) == 7
    assert percentile([1.0, 2.0], 0.95) == 2


def test_a_line_holds_exactly_the_fields_of_the_report_in_their_order():
    line = BenchLine(bench="guest_search", case="hanzi", guests=5)

    assert list(line.as_json()) == [
        "bench",
        "case",
        "guests",
        "p50_ms",
        "p95_ms",
        "per_second",
        "limit",
        "ratio",
        "peak_rss_mb",
    ]
    assert list(BenchLine(bench="a", case="b", guests=5, cpu_ms=1.0, limit_cpu_ms=0.5).as_json())[-2:] == [
        "cpu_ms",
        "limit_cpu_ms",
    ]


def test_times_stand_against_their_limit_so_that_one_is_at_the_limit():
    line = of_times(BenchLine(bench="a", case="b", guests=5), [4.0] * 20, [1.0] * 20)

    assert (line.p50_ms, line.p95_ms, line.per_second) == (4.0, 4.0, None)
    assert (line.limit, line.ratio) == (1.0, 0.25)


def test_rates_stand_against_their_limit_so_that_one_is_at_the_limit():
    line = of_rate(BenchLine(bench="a", case="b", guests=5), 50.0, 200.0)

    assert (line.p50_ms, line.per_second, line.limit) == (None, 50.0, 200.0)
    assert line.ratio == pytest.approx(0.25)
