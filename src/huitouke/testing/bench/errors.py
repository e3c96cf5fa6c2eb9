"""What ends a bench with a line for the person at the terminal."""

from huitouke.kernel.errors import DomainError


class BenchRefused(DomainError):
    """The bench cannot be run, or what it measured was not what it meant to measure."""

    def __init__(self, message: str) -> None:
        super().__init__("bench_refused", message)
