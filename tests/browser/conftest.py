"""A hotel with guests behind a real server, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.db import connection
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect

# The loop of Playwright runs in this thread, and Django would take every later query of the run for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# The site runs in a thread of this very process: on a busy machine a page takes longer than the usual five seconds.
expect.set_options(timeout=20_000)

REPOSITORY = Path(__file__).resolve().parents[2]
SCREENSHOTS = REPOSITORY / "build" / "screenshots"
IS_CI = os.environ.get("CI") == "true"
"""Nobody looks at the pictures there."""
BUILT = REPOSITORY / "build" / "frontend" / "manifest.json"
SIZES = {"1280": {"width": 1280, "height": 800}, "390": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if BUILT.exists() or IS_CI:
        return
    reason = pytest.mark.skip(reason="the front end is not built: npm run build")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture
def codes_at_hand(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The standard codes, which go with all rows at the end of a test, come back as a copy and not anew: that takes
    longer than many a page."""
    from huitouke.hotels import services

    def copied_back() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO hotels_codeentry TABLE kept_codes ON CONFLICT DO NOTHING")

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept_codes AS TABLE hotels_codeentry")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "load_standard_codes", copied_back)
        yield


@pytest.fixture
def house(
    codes_at_hand: None, transactional_db: None, settings: Any, tmp_path: Path, live_server: Any
) -> Any:
    """The hotel of the tests with guests of every kind, behind a server."""
    from huitouke.testing.factories import SOME_ID_CARD, make_guest
    from huitouke.testing.personas import hire, make_group

    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.HOME = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"
    group = make_group()
    hire("adam", "administrator", display_name="林管理")
    hire("alma", "front_desk", group.main, display_name="陈晓")
    hire("bruno", "manager", display_name="周启明")
    soon = datetime.now(UTC) + timedelta(days=2)
    make_guest(
        group.main,
        name="王建国",
        form_of_address="王总",
        sex="男",
        birth_date=f"1978-{soon:%m-%d}",
        nationality="CN",
        language="zh",
        mobile="13812342217",
        id_card=SOME_ID_CARD,
        company="盛远科技",
        position="总经理",
        card_number="VIP-2217",
        allergy="花生过敏",
        preference=["荞麦枕", "高楼层，远离电梯", "早餐豆浆不加糖"],
        plate="苏E8K213",
        tag="常住",
        email="wang@example.com",
    )
    make_guest(
        group.main, name="刘敏", form_of_address="刘女士", mobile="13900000001", lunar_birthday="八月十五"
    )
    make_guest(
        group.main,
        name="Okamoto Yuki",
        form_of_address="Ms Okamoto",
        nationality="JP",
        language="ja",
        email="okamoto@example.jp",
        taboo="No raw egg",
        birth_date=f"1990-{soon + timedelta(days=1):%m-%d}",
    )
    make_guest(
        group.main,
        name="阿依古丽·买买提",
        mobile="15100007763",
        taboo="菜中不放猪肉",
        address="乌鲁木齐市天山区",
    )
    make_guest(group.main, name="عبد الرحمن بن محمد", latin_name="Abdulrahman bin Mohammed", nationality="SA")
    make_guest(group.main, mobile="18600003310")
    for number, name in enumerate(
        ("欧阳静", "单雄信", "陈伟", "何嘉", "赵小明", "司马相如", "林诗雨", "周杰")
    ):
        make_guest(group.main, name=name, mobile=f"1377000{number:04}", company="苏南建筑工程集团有限公司")
    return live_server


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hands(language: str) -> str:
    """The width at which a journey in this language is walked: hands use one, eyes look at both."""
    return "390" if language == "en" else "1280"


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser itself complained of: refused by the policy, broken scripts."""
    said: list[str] = []

    def keep(line: ConsoleMessage) -> None:
        # An answer of 4xx is what a test asked for; a missing file would be a 404 of /static/.
        is_asked_for = "status of 4" in line.text and "/static/" not in line.location["url"]
        # A newer question takes the place of one under way (hx-sync), which htmx reports by these two lines.
        is_replaced = line.text.startswith(("htmx:sendAbort,", "htmx:afterRequest,"))
        if line.type == "error" and not is_asked_for and not is_replaced:
            said.append(f"{line.text} {line.location['url']}")

    page.on("console", keep)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def enter(house: Any, page: Page, complaints: list[str]) -> Callable[..., Page]:
    """`enter("alma", "en", "390")`: signed in, in a language, at a width."""
    from huitouke.access.models import User

    def sign_in(name: str, language: str = "zh-hans", size: str = "1280") -> Page:
        client = Client()
        client.force_login(
            User.objects.get(username=name), "allauth.account.auth_backends.AuthenticationBackend"
        )
        given = {"django_language": language, "sessionid": client.cookies["sessionid"].value}
        page.set_viewport_size(SIZES[size])
        page.context.add_cookies(
            [{"name": key, "value": value, "url": house.url} for key, value in given.items()]
        )
        page.goto(f"{house.url}/")
        return page

    return sign_in


def _violations(page: Page) -> AxeResults:
    """What axe-core finds; its half megabyte of script is given to a document once."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"
    return AxeResults(page.evaluate(f"() => {found}"))


@pytest.fixture
def looks_right(page: Page, complaints: list[str]) -> Callable[[str], None]:
    """Keep a picture, and fail on what axe-core finds, on anything wider than the window, on any complaint."""

    def check(picture: str = "") -> None:
        # At rest: a button that wakes while axe looks has the colours of neither state.
        page.emulate_media(reduced_motion="reduce")
        page.evaluate("() => Promise.allSettled(document.getAnimations().map((one) => one.finished))")
        if picture and not IS_CI:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{picture}.png")
        found = _violations(page)
        assert found.violations_count == 0, found.generate_report()
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"the page is {wider} px wider than the window"
        assert not complaints, complaints
        page.emulate_media(reduced_motion="no-preference")

    return check


@pytest.fixture
def looks_right_at_both(page: Page, looks_right: Callable[[str], None]) -> Callable[[str], None]:
    """The same at the widths of a desk and of a phone, one after the other; then as it was."""

    def check(picture: str) -> None:
        before = page.viewport_size
        for size, window in SIZES.items():
            page.set_viewport_size(window)
            looks_right(f"{picture}-{size}")
        if before is not None:
            page.set_viewport_size(before)

    return check


class Effort:
    """Counts what a clerk's hands do: every click, every key that commands, every field filled, every card laid on
    the reader is one. Typing the text of one field is one, however long it is."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def click(self, locator: Any) -> None:
        self.count += 1
        locator.click()

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def fill(self, locator: Any, text: str) -> None:
        self.count += 1
        locator.fill(text)

    def scan(self, text: str) -> None:
        """A card laid on a reader that types like a keyboard (a wedge), line by line."""
        self.count += 1
        keys = self.page.context.new_cdp_session(self.page)
        for line in text.split("\n"):
            for sign in line:
                keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": sign, "key": sign})
                keys.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": sign})
            self.page.keyboard.press("Enter")

    def is_as_told(self, task: str) -> None:
        """The count is the one that docs/reference/effort.md tells, and within its limit."""
        page = (REPOSITORY / "docs" / "reference" / "effort.md").read_text(encoding="utf-8")
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines()]
        told = {row[0]: (int(row[1]), int(row[2])) for row in rows if len(row) == 4 and row[1].isdigit()}
        most, counted = told[task]
        assert (self.count, self.count <= most) == (counted, True), f"{task}: {self.count}, at most {most}"


@pytest.fixture
def effort(page: Page) -> Effort:
    """What a task costs in clicks, keys and fields."""
    return Effort(page)
