"""Makes the house's fixtures (src/huitouke/testing/fixtures.py) known to every test."""

import pytest
from hypothesis import settings

# A deadline measures the machine, not the code: two cores shared with a browser are slow at times.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

pytest_plugins = ["huitouke.testing.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="Write checked-in files such as openapi.json anew"
    )
