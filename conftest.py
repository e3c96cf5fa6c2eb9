"""Makes the house's fixtures (src/huitouke/testing/fixtures.py) known to every test."""

import pytest

pytest_plugins = ["huitouke.testing.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden", action="store_true", help="Write checked-in files such as openapi.json anew"
    )
