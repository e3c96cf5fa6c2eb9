"""Every word of a page stands in both catalogues, and nothing inline stands in a template."""

import io
import re
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.extract import extract
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
CALL = re.compile(r"""(?:[np]?gettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*"|[^()'"])*\)""")
TEMPLATES = sorted((SOURCE / "web" / "templates").rglob("*.html"))
SKIPPED = {"tests", "migrations"}


def words():
    """(context, message) of every source file."""
    for path in sorted(SOURCE.rglob("*.py")) + TEMPLATES:
        if SKIPPED & set(path.parts):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = "\n".join(CALL.findall(templatize(text, origin=str(path))))
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            first = message if isinstance(message, str) else message[0]
            if first:
                yield context, first


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_word_has_its_translation(language):
    with (SOURCE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = pofile.read_po(file)
    known = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for message in catalogue
        if message.id and message.string
    }
    assert set(words()) - known == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_style_or_a_script_of_its_own(path):
    assert not re.search(
        r"\sstyle=|\son\w+=|hx-on|<style|<script(?![^>]*\bsrc=)", path.read_text(encoding="utf-8")
    )
