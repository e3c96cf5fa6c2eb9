"""Runs of the generator that several tests read, made once a process."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from huitouke.demo.records import DemoRecord, generate

TODAY = date(2026, 11, 21)
Run = Callable[..., tuple[DemoRecord, ...]]


@cache
def _run(guests: int, seed: int) -> tuple[DemoRecord, ...]:
    return tuple(generate(guests, seed, ("SHA", "HGH", "HKG"), TODAY))


@pytest.fixture(scope="session")
def demo_run() -> Run:
    """`demo_run(guests, seed=7)`: all records of a run; tests read them and change nothing."""

    def run(guests: int, seed: int = 7) -> tuple[DemoRecord, ...]:
        return _run(guests, seed)

    return run


@pytest.fixture
def today() -> date:
    return TODAY
