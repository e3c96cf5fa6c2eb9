"""An operation of the API that stands on a part which may be switched off goes with it."""

import ast
import re

import pytest

from huitouke.access.switches import SWITCHES
from huitouke.testing.permissions.walk import API_PREFIX, operations
from huitouke.testing.sources import product_files

PARTS = {
    "huitouke.capture.forms": "forms",
    "huitouke.capture.form_models": "forms",
    "huitouke.capture.links": "forms",
    "huitouke.capture": "capture",
    "huitouke.connectors.webhooks": "webhooks",
}
"""Packages to the switch that they stand under, the longest first."""


def switches_of(tree):
    """The switches of what a router imports, schemas aside."""
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    found = set()
    for module in modules:
        part = next((name for name in PARTS if module == name or module.startswith(f"{name}.")), None)
        if part is not None and not module.endswith((".errors", ".choices")):
            found.add(PARTS[part])
    return found


def paths_of(tree):
    """The paths that a router's decorators name."""
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "router"
        and node.args
    }


ROUTERS = {
    path.stem: tree
    for path, tree in product_files().items()
    if re.fullmatch(r"api/routers/\w+\.py", path.as_posix())
}


@pytest.mark.parametrize("name", sorted(name for name, tree in ROUTERS.items() if switches_of(tree)))
def test_all_addresses_of_a_router_go_with_its_switch(name):
    [code] = switches_of(ROUTERS[name])
    paths = paths_of(ROUTERS[name])
    assert paths
    assert [path for path in paths if not (API_PREFIX + path).startswith(SWITCHES[code].paths)] == []


@pytest.mark.parametrize("code", sorted(code for code, switch in SWITCHES.items() if switch.url_names))
def test_every_switch_closes_operations_of_the_api(code):
    closed = [
        told for path, _method, told in operations() if (API_PREFIX + path).startswith(SWITCHES[code].paths)
    ]
    assert closed
    assert [told["operationId"] for told in closed if 404 not in told["responses"]] == []
