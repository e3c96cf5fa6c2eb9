"""Possible duplicates in the browser: the pages as they look, and ten decisions in a minute by keys alone."""

import re
import threading
from time import monotonic

from playwright.sync_api import expect

PAIR = re.compile(r"/guests/review/[0-9a-f-]{36}/")

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17", "company": "盛远科技"}
TWICE = (
    ("钱学文", "Qian Xuewen"),
    ("孙丽华", "Sun Lihua"),
    ("李思远", "Li Siyuan"),
    ("周子涵", "Zhou Zihan"),
    ("吴佩珊", "Wu Peishan"),
    ("郑国强", "Zheng Guoqiang"),
    ("冯晓梅", "Feng Xiaomei"),
    ("蒋文博", "Jiang Wenbo"),
    ("沈嘉怡", "Shen Jiayi"),
    ("韩立新", "Han Lixin"),
)


def press(page, key):
    """As soon as the page hears keys, and what the key answers no longer rests."""
    page.wait_for_load_state("load")
    if key in "12345":
        expect(page.locator(f"[data-rests] [data-key='{key}']")).to_be_enabled()
    page.keyboard.press(key)


def words(language, zh, en):
    return en if language == "en" else zh


def test_the_queue_is_walked_from_the_list_to_a_colleague_and_the_figures(
    enter, house, page, looks_right_at_both, language, hands
):
    from huitouke.access.models import Branch
    from huitouke.kernel.outbox import deliver_pending
    from huitouke.testing.factories import make_guest
    from huitouke.testing.personas import hire

    main = Branch.objects.get(code="MAIN")
    hire("fang", "duty_manager", main, display_name="方圆")
    deliver_pending()
    make_guest(main, **WANG)
    make_guest(main, **{**WANG, "name": "Wang Xiaoming", "birth_date": "1980-05-18"})
    make_guest(main, name="Okamoto Yuki", email="okamoto@example.jp", position="Director")
    deliver_pending()
    enter("bruno", language, hands)
    page.goto(f"{house.url}/guests/review/")
    expect(page.locator(".table")).to_contain_text("Wang Xiaoming")
    looks_right_at_both(f"review-list-{language[:2]}")
    page.locator("tr", has_text="Wang Xiaoming").get_by_role("link").first.click()
    expect(page.locator(".merge")).to_contain_text("05-18")
    looks_right_at_both(f"review-pair-{language[:2]}")
    press(page, "5")
    expect(page.locator("#ask-who")).to_be_visible()
    looks_right_at_both(f"review-ask-{language[:2]}")
    press(page, "Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("dialog :focus")).to_have_count(0)
    press(page, "3")
    expect(page.locator(".toast")).to_contain_text(words(language, "不是同一人", "not the same person"))
    expect(page.locator(".merge")).to_contain_text("Okamoto")
    press(page, "u")
    expect(page.locator(".merge")).to_contain_text("05-18")
    press(page, "1")
    expect(page.locator(".merge")).to_contain_text("Okamoto")
    page.locator(".merge thead a").first.evaluate("link => link.click()")
    expect(page.locator(".guest-head .kept")).to_contain_text("Okamoto")
    looks_right_at_both(f"review-guest-{language[:2]}")
    page.goto(f"{house.url}/guests/review/figures/")
    expect(page.locator(".table").first).to_contain_text("100.0 %")
    looks_right_at_both(f"review-figures-{language[:2]}")


def test_ten_pairs_are_decided_in_a_minute_by_keys_alone(enter, house, page):
    from huitouke.access.models import Branch
    from huitouke.guests.models import Guest
    from huitouke.identity.models import Decision, Proposal
    from huitouke.kernel.outbox import deliver_pending
    from huitouke.testing.factories import make_guest

    main = Branch.objects.get(code="MAIN")
    deliver_pending()
    for number, names in enumerate(TWICE):
        for name in names:
            make_guest(
                main,
                name=name,
                email=f"{names[1].replace(' ', '.')}@example.com",
                birth_date=f"{1960 + 3 * number}-0{1 + number % 9}-1{number}",
            )
        # Pair by pair: a rush of new records is looked up by the worker, in a task of its own.
        deliver_pending()
    assert Proposal.objects.open().count() == 10
    guests = Guest.objects.count()
    enter("bruno", "zh-hans", "1280")
    page.goto(f"{house.url}/guests/review/")
    began = monotonic()
    press(page, "0")
    before = f"{house.url}/guests/review/"
    for answer in ("1", "3", "2", "3", "1", "2", "3", "1", "3", "2"):
        page.wait_for_url(lambda url, before=before: url != before)
        before = page.url
        press(page, answer)
    expect(page.locator(".state__title")).to_be_visible()
    assert monotonic() - began < 60
    assert Decision.objects.in_force().count() == 6
    assert Decision.objects.filter(kind="apart").count() == 4
    assert Guest.objects.count() == guests - 6


def test_the_second_tap_of_an_answer_decides_nothing_about_the_next_pair(enter, house, page):
    from huitouke.access.models import Branch
    from huitouke.identity.models import Proposal
    from huitouke.kernel.outbox import deliver_pending
    from huitouke.testing.factories import make_guest

    main = Branch.objects.get(code="MAIN")
    deliver_pending()
    for number, names in enumerate(TWICE[:3]):
        for name in names:
            make_guest(main, name=name, mobile=f"1391234567{number}", birth_date=f"19{60 + number}-05-17")
        deliver_pending()
    assert Proposal.objects.open().count() == 3
    # Time goes on as far as the test says: nothing is waited for.
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    enter("bruno", "zh-hans", "1280")
    page.goto(f"{house.url}/guests/review/")
    press(page, "0")
    page.wait_for_url(PAIR)
    answer = page.locator("[data-rests] [data-key='3']")
    first = page.url

    def rested(ms):
        page.clock.run_for(ms)

    expect(answer).to_be_disabled()
    page.keyboard.press("3")
    answer.dispatch_event("click")
    rested(400)
    expect(answer).to_be_disabled()
    page.keyboard.press("3")
    rested(200)
    expect(answer).to_be_enabled()
    assert page.url == first
    page.keyboard.press("3")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    expect(answer).to_be_disabled()
    page.keyboard.press("3")
    rested(600)
    press(page, "4")
    page.wait_for_url(lambda url: url not in (first, second))
    assert Proposal.objects.filter(state="apart").count() == 1
    assert Proposal.objects.open().count() == 2


def test_comparing_begins_with_a_press_and_goes_on_without_the_page(
    enter, house, page, looks_right_at_both, language, hands, monkeypatch
):
    from huitouke.access.models import Branch
    from huitouke.identity.services import match_runs
    from huitouke.testing.factories import make_guest

    main = Branch.objects.get(code="MAIN")
    make_guest(main, **WANG)
    make_guest(main, **{**WANG, "birth_date": "2009-02-28"})
    reached, may_go_on = threading.Event(), threading.Event()
    propose_all = match_runs._propose_all

    def held(*args):
        reached.set()
        assert may_go_on.wait(120)
        propose_all(*args)

    monkeypatch.setattr(match_runs, "_propose_all", held)
    queue, bar = f"{house.url}/guests/review/", page.locator("#matching-bar")
    enter("bruno", language, hands)
    page.goto(queue)
    expect(page.locator(".state__title")).to_contain_text(words(language, "尚未比对", "Not compared yet"))
    looks_right_at_both(f"matching-never-{language[:2]}")
    page.get_by_role("button", name=words(language, "立即比对", "Compare now")).click()
    expect(bar).to_contain_text(words(language, "即将开始", "in a moment"))
    worker = threading.Thread(target=work_off, args=["identity.match_records"])
    worker.start()
    try:
        assert reached.wait(120)
        told = words(language, "合并确定为同一人的档案", "Merging who is one person beyond doubt")
        told = re.compile(f"{told}|{words(language, '权衡谁是同一人', 'Weighing who is one person')}")
        expect(bar).to_contain_text(told)
        looks_right_at_both(f"matching-running-{language[:2]}")
        page.goto("about:blank")
        page.goto(queue)
        expect(bar).to_contain_text(told)
        expect(page.locator(".table")).to_have_count(0)
    finally:
        may_go_on.set()
        worker.join()
    expect(page.locator(".table")).to_contain_text("王小明")
    expect(bar).to_have_count(0)
    expect(page.locator("main")).to_contain_text(
        words(language, "最近一次相互比对", "compared with each other last")
    )
    looks_right_at_both(f"matching-done-{language[:2]}")


def work_off(task_name):
    """Do the job that waits, as the worker does: marked as being done, and gone when it is."""
    from django.db import connection
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", [task_name])
    try:
        app.tasks[task_name].func()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [task_name])
        connection.close()
