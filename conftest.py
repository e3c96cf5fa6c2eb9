"""Makes the house's fixtures (src/huitouke/testing/fixtures.py) known to every test."""

import os

import pytest
from hypothesis import settings

# A deadline measures the machine, not the code: two cores shared with a browser are slow at times.
# The same examples in every run: a find by chance belongs to whoever looks for it (HYPOTHESIS_PROFILE=wander).
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("wander", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

pytest_plugins = ["huitouke.testing.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="Write checked-in files such as openapi.json anew"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: begun last, one of them keeps a core waiting for minutes."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
