"""The part library: icons that exist, fields that speak, words in both languages, and nothing inline."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from babel.messages import pofile
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.template import templatize
from django_vite.core.asset_loader import DjangoViteAssetLoader

from huitouke.web.access.trail_words import CODES
from huitouke.web.templatetags import parts
from huitouke.web.tests.kitchen import RAIL, SPRITE, kitchen_context, refused_form

WEB = Path(__file__).resolve().parents[1]
LOCALE = WEB.parent / "locale"
PARTS_TEMPLATES = sorted(
    path for folder in ("base", "account", "allauth") for path in (WEB / "templates" / folder).rglob("*.html")
)


def sprite_names() -> set[str]:
    root = ElementTree.parse(SPRITE).getroot()  # noqa: S314 - our own file
    return {symbol.attrib["id"] for symbol in root}


@pytest.fixture
def render(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Renders a template as a page of nobody's, with or without a built front end."""
    loader = DjangoViteAssetLoader.instance()
    monkeypatch.setattr(loader, "generate_vite_asset", lambda *args, **kwargs: "")

    def page(template: str, context: dict[str, Any], language: str) -> str:
        request = rf.get("/kitchen/")
        request.user = AnonymousUser()
        request.session = {}  # type: ignore[assignment]
        with translation.override(language):
            return render_to_string(template, context, request=request)

    return page


def test_every_icon_that_a_template_asks_for_is_in_the_sprite() -> None:
    asked = set(RAIL) | set(parts.TOAST_ICONS.values()) | {"info"}
    for path in (WEB / "templates").rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8")))
    assert asked <= sprite_names()


def test_icon_is_silent_beside_its_word() -> None:
    drawn = parts.icon("guests")
    assert drawn.startswith('<svg class="icon" aria-hidden="true"><use href="')
    assert "frontend/icons" in drawn
    assert drawn.endswith('#guests"></use></svg>')


def test_icon_alone_is_read_out() -> None:
    assert 'role="img" aria-label="a &lt;b&gt;"' in parts.icon("lock", "s", "a <b>")


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("王建国", "王"),
        ("欧阳静", "欧"),
        ("Okamoto Yuki", "OY"),
        ("margaret o’sullivan", "MO"),
        ("Cher", "C"),
        ("عبد الرحمن", "ع"),
        ("", ""),
        (None, ""),
        ("😀 x", ""),
        ("138", ""),
    ],
)
def test_initials_of_a_name(name: str | None, sign: str) -> None:
    assert parts.initials(name) == sign


def test_a_date_carries_its_weekday() -> None:
    with translation.override("en"):
        assert parts.hotel_date(dt.date(2026, 11, 21)) == "2026-11-21 Sat"
    assert parts.hotel_date(None) == ""


def test_a_message_may_carry_its_way_back() -> None:
    message = Message(constants.SUCCESS, "saved", extra_tags="undo:/guests/1/undo/")
    assert parts.undo_url(message) == "/guests/1/undo/"
    assert parts.toast_kind(message) == "good"
    assert parts.undo_url(Message(constants.INFO, "x")) == ""


def test_a_refused_field_names_its_error_and_help_to_a_screen_reader() -> None:
    form = refused_form("en")
    html = Template("{% load parts %}{% field form.document %}").render(Context({"form": form}))
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described is not None
    for name in described.group(1).split():
        assert f'id="{name}"' in html


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_kitchen_sink_renders_with_nothing_inline(render: Any, language: str) -> None:
    html = render("base/kitchen_sink.html", kitchen_context(language), language)
    assert "王建国" in html
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\bsrc=)", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_shell_stands_with_little(render: Any) -> None:
    html = render("base/shell.html", {"nav_items": [], "shell": None}, "en")
    assert 'id="main"' in html
    assert 'role="combobox"' not in html


@pytest.mark.parametrize("template", ["base/error_page.html", "account/locked_out.html"])
def test_quiet_pages_stand_alone(render: Any, template: str) -> None:
    html = render(template, {"failure_limit": 5}, "zh-hans")
    assert html.count("<h1>") == 1


def words_asked_for() -> set[str]:
    asked = set()
    for path in PARTS_TEMPLATES:
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        found = re.findall(r"""gettext\(u?(['"])(.*?)\1\)|\b_\((['"])(.*?)\3\)""", source, re.DOTALL)
        asked |= {first or second for _, first, _, second in found}
    return asked


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_word_of_the_parts_has_its_translation(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = pofile.read_po(file)
    translated = {message.id for message in catalogue if message.id and message.string}
    assert words_asked_for() - translated == set()
    for message in catalogue:
        if message.id:
            named = set(re.findall(r"%\(\w+\)s", str(message.id)))
            assert named == set(re.findall(r"%\(\w+\)s", str(message.string)))


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_no_word_stands_twice_in_a_catalogue(language: str) -> None:
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    keys = re.findall(r'^((?:msgctxt .*\n)?msgid (?:".*"\n)+)', text, re.MULTILINE)
    keys = [key for key in keys if not key.startswith('msgid ""\nmsgstr')]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_every_code_of_the_trail_has_words() -> None:
    written = re.compile(r'"((?:access|capture|connectors|guests|hotels|identity|intake)\.[a-z_]+\.[a-z_]+)"')
    codes = set()
    for path in WEB.parent.rglob("*.py"):
        if not {"tests", "migrations", "testing", "web"} & set(path.relative_to(WEB.parent).parts):
            codes |= set(written.findall(path.read_text(encoding="utf-8")))
    assert {code for code in codes if code not in CODES} == set()
