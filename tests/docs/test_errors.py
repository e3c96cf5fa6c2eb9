"""docs/reference/errors.md names every code that a refusal can have, and no other."""

import ast
import re

from huitouke.api.problem_texts import DETAILS
from huitouke.connectors.files.errors import ROW_PROBLEMS, UNREADABLE
from huitouke.connectors.messages.wording import UNREAD
from huitouke.guests.values.company_words import COMPANY_ISSUES
from huitouke.guests.values.messages import ISSUE_TEXTS
from huitouke.testing.sources import REPOSITORY, SOURCE, name_of, product_files

PAGE = REPOSITORY / "docs" / "reference" / "errors.md"
CODE = re.compile(r"[a-z][a-z0-9_]+")
OF_TEST_TOOLS = {"bench_refused"}
LISTED = set().union(DETAILS, UNREADABLE, ROW_PROBLEMS, UNREAD, ISSUE_TEXTS, COMPANY_ISSUES)


def refusing_classes():
    """Names of DomainError and of all that derive from it."""
    known = {"DomainError"}
    while True:
        found = {
            node.name
            for tree in product_files().values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and any(name_of(base) in known for base in node.bases)
        }
        if found <= known:
            return known
        known |= found


def codes_raised():
    """The codes written where a refusal is made: by its class, by its own `__init__`, or by a function that
    makes one."""
    classes = refusing_classes()
    makers = classes | {
        node.name
        for tree in product_files().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.returns is not None and name_of(node.returns) in classes
    }
    for tree in product_files().values():
        for owner in ast.walk(tree):
            if isinstance(owner, ast.ClassDef) and owner.name in classes:
                yield from first_texts(owner, {"__init__"})
        yield from first_texts(tree, makers)


def first_texts(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and name_of(node.func) in names:
            first = node.args[0]
            if (
                isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and CODE.fullmatch(first.value)
            ):
                yield first.value


def codes_on_the_page():
    return set(re.findall(r"^\| `([a-z0-9_]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_code_of_a_refusal_stands_on_the_page():
    assert set(codes_raised()) - OF_TEST_TOOLS | LISTED <= codes_on_the_page()


def test_the_page_names_no_code_that_is_gone():
    assert codes_on_the_page() <= set(codes_raised()) | LISTED | OF_TEST_TOOLS


def test_the_codes_are_found_at_all():
    assert {"right_missing", "guest_not_found", "import_system_busy", "zip_bomb", "time_zone_unknown"} <= set(
        codes_raised()
    )
    assert SOURCE.is_dir()
