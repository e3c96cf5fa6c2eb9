"""What the browser itself does: search by key, card reader and input method, shortcuts, rows, forms, toasts.

The kitchen sink is answered to a real Chromium by routing, under the strict policy of the product and without a
server, so nothing here needs a database or a socket. The front end must be built (`npm run build`).
"""

from __future__ import annotations

import mimetypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Page, Request, Route, expect

from huitouke.web.tests.kitchen import ZH, kitchen_context

# The loop of Playwright runs in this thread, and Django would take every later query of the run for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

BUILT = Path(__file__).resolve().parents[4] / "build" / "frontend"
HOUSE = "http://huitouke.test"
OPTION = "#search-list [role=option]"
# Keys as a wedge reader sends them. Typed from here they would be as slow as the machine is busy.
READER = """text => {
  const input = document.activeElement;
  for (const sign of text) {
    const key = sign === "\\n" ? "Enter" : sign;
    input.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
    if (key === "Enter") continue;
    input.value += sign;
    input.dispatchEvent(new InputEvent("input", {bubbles: true}));
  }
}"""
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'"

pytestmark = pytest.mark.skipif(
    not (BUILT / "manifest.json").exists() and os.environ.get("CI") != "true",
    reason="the front end is not built: npm run build",
)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


class Desk:
    """The kitchen sink in a browser, what it asked of the house, and what it complained of."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        self.asked: list[dict[str, str]] = []
        self.complaints: list[str] = []
        # Rendered before anything is asked: an error raised while answering would only be a page that never comes.
        self.sink = self.render("base/kitchen_sink.html", kitchen_context(language))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self.answer)

    def answer(self, route: Route, request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith((settings.STATIC_URL, "/static/")):
            file = BUILT / path.split("/frontend/", 1)[1]
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif path == "/search/":
            self.asked.append({name: values[0] for name, values in parse_qs(request.post_data or "").items()})
            options = [{**row, "url": f"/guest/{at}/"} for at, row in enumerate(ZH["rows"][:3])]
            route.fulfill(body=self.render("base/parts/search_results.html", {"options": options}))
        elif path == "/kitchen/":
            route.fulfill(
                body=self.sink,
                headers={"content-security-policy": POLICY, "content-type": "text/html; charset=utf-8"},
            )
        else:
            route.fulfill(body=f"<!doctype html><title>{path}</title>", content_type="text/html")

    def render(self, template: str, context: dict[str, Any]) -> str:
        request = RequestFactory().get("/kitchen/")
        request.user = AnonymousUser()
        request.session = {}  # type: ignore[assignment]
        with translation.override(self.language):
            return render_to_string(template, context, request=request)

    def open(self) -> None:
        self.page.goto(f"{HOUSE}/kitchen/")
        self.page.evaluate("document.activeElement.blur()")


@pytest.fixture
def desk(page: Page) -> Iterator[Desk]:
    desk = Desk(page, "zh-hans")
    desk.open()
    yield desk
    assert desk.complaints == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_part_is_accessible_and_fits(page: Page, language: str, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk = Desk(page, language)
    desk.open()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert desk.complaints == []


def test_slash_searches_and_arrows_and_enter_open_a_guest(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("/")
    page.keyboard.type("wang")
    expect(page.locator(OPTION)).to_have_count(3)
    assert desk.asked[-1] == {"q": "wang"}
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "search-option-2"
    page.keyboard.press("Enter")
    page.wait_for_url("**/guest/1/")


def test_escape_closes_the_results(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("Control+k")
    page.keyboard.type("wang")
    expect(page.locator(OPTION)).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.locator(OPTION)).to_have_count(0)
    assert page.input_value("#search") == ""


def test_a_card_reader_is_posted_whole(desk: Desk) -> None:
    page = desk.page
    page.focus("#search")
    page.evaluate(READER, "34052419800101001X\nWANG JIANGUO\n")
    expect(page.locator(OPTION)).to_have_count(3)
    assert [each["scan"] for each in desk.asked] == ["34052419800101001X\nWANG JIANGUO"]


def test_nothing_is_asked_while_an_input_method_composes(desk: Desk) -> None:
    page = desk.page
    page.clock.install()
    page.focus("#search")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "wang", "selectionStart": 4, "selectionEnd": 4})
    page.clock.run_for(1000)
    assert desk.asked == []
    with page.expect_request("**/search/"):
        keyboard.send("Input.insertText", {"text": "王"})
        page.clock.run_for(1000)
    expect(page.locator(OPTION)).to_have_count(3)
    assert desk.asked == [{"q": "王"}]


def test_letters_go_places_unless_somebody_types(desk: Desk) -> None:
    page = desk.page
    page.focus("#id_pinyin")
    page.keyboard.type("gtn")
    assert page.input_value("#id_pinyin") == "gtn"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("gt")
    assert page.evaluate("location.hash") == "#today"


def test_letters_can_be_switched_off(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.keyboard.type("gt")
    assert page.evaluate("location.hash") == ""


def test_rows_are_walked_and_picked_by_key(desk: Desk) -> None:
    page = desk.page
    page.keyboard.type("jx")
    expect(page.locator("[data-picked-bar]")).to_be_visible()
    expect(page.locator("[data-picked-count]")).to_have_text("1")
    assert page.evaluate("document.activeElement.dataset.href") == "#2"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#1"


def test_a_form_keeps_typing_when_the_line_drops(desk: Desk) -> None:
    page = desk.page
    page.fill("#id_note", "枕头要荞麦的")
    page.context.set_offline(True)
    page.click("form[data-guard] button.btn--main")
    expect(page.locator("#toasts .toast--watch")).to_be_visible()
    page.context.set_offline(False)
    page.on("dialog", lambda asked: asked.accept())
    page.reload()
    assert page.input_value("#id_note") == ""
    page.click("[data-kept-answer=take]")
    assert page.input_value("#id_note") == "枕头要荞麦的"
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('huitouke.kept'))") == []


def test_leaving_with_unsaved_typing_asks_first(desk: Desk) -> None:
    page = desk.page
    page.fill("#id_note", "还没保存")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(f"{HOUSE}/elsewhere/")
    assert asked == ["beforeunload"]


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_field(desk: Desk) -> None:
    page = desk.page
    page.reload()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.click("[data-error-summary] a")
    expect(page.locator("#id_document")).to_be_focused()


def test_a_menu_opens_by_key_and_closes_by_escape(desk: Desk) -> None:
    page = desk.page
    summary = page.locator("details.menu:has([data-sign-out]) > summary")
    summary.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.classList.contains('menu__item')")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()


def test_copying_says_so_where_there_is_no_secure_clipboard(desk: Desk) -> None:
    desk.page.click("[data-copy]")
    expect(desk.page.locator("#toasts .toast")).to_have_count(1)
