"""docs/reference/events.md names every code that is written into the audit trail or the outbox, and no other."""

import ast
import re

from huitouke.testing.sources import REPOSITORY, product_files, texts_of

PAGE = REPOSITORY / "docs" / "reference" / "events.md"
CODE = re.compile(r"[a-z]+\.[a-z_]+\.[a-z_]+")


def written_codes():
    """Texts of the shape of a code in modules that write audit rows or events, or that name the codes."""
    for path, tree in product_files().items():
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        if path.name == "events.py" or names & {"record_audit", "publish"}:
            for text in texts_of(tree):
                if CODE.fullmatch(text):
                    yield text


def codes_on_the_page():
    return set(re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_page_names_every_code_and_no_other():
    assert set(written_codes()) == codes_on_the_page()


def test_a_code_begins_with_its_context():
    contexts = {path.parts[0] for path in product_files()}
    assert {code.split(".")[0] for code in written_codes()} <= contexts
