"""Files out: a short list at once, a long one as an order that only its person can fetch, for a day."""

import os
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from huitouke.access.actors import SYSTEM, Post
from huitouke.access.choices import Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import Assignment, AuditEntry
from huitouke.access.services import give_post
from huitouke.connectors.files import orders
from huitouke.connectors.files.exported import EXPORTED
from huitouke.connectors.files.orders import folder, tidy_exports, write_order
from huitouke.guests.services.views import save_view
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.choices import ExportState
from huitouke.intake.exports import note_fetched, overtake_orders
from huitouke.intake.models import ExportOrder
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.kernel.ids import uuid7
from huitouke.testing.personas import hire
from huitouke.web.lists import exporting


@pytest.fixture
def guests(group, guest_of):
    guest_of(group.main, name="=王小明", mobile="13812345678", lunar_birthday="八月十五", tag="摄影")
    guest_of(group.main, name="李静怡", tag="摄影")
    guest_of(group.bay, name="陈海湾")


@pytest.fixture
def desk(bruno, signed_in, guests, settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(exporting, "DIRECT_ROWS", 1)
    return signed_in(bruno)


def ordered(client, query=""):
    answer = client.get(f"/guests/export/?{query}")
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    address = client.post(answer["Location"])["Location"]
    return page, address


def text_of(client, address):
    return b"".join(client.get(f"{address}file/").streaming_content).decode("utf-8-sig", "replace")


def test_a_short_list_comes_at_once_in_each_form(desk, monkeypatch):
    monkeypatch.setattr(exporting, "DIRECT_ROWS", 5_000)
    for form, begin in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("vcf", b"BEGIN:VCARD")):
        answer = desk.get("/guests/export/", {"as": form})
        assert b"".join(answer.streaming_content).startswith(begin)
        assert f".{form}" in answer["Content-Disposition"]
    assert not ExportOrder.objects.exists()


def test_a_long_list_is_written_by_the_worker_under_its_filter(desk):
    page, address = ordered(desk, "tag=摄影&as=csv")
    assert "列表中有 2 位宾客" in page
    assert "hx-get" in desk.get(address).content.decode()
    order = ExportOrder.objects.get()
    write_order(order_id=str(order.id))
    order.refresh_from_db()
    assert (order.state, order.rows) == (ExportState.DONE, 2)
    assert "文件中有 2 条" in desk.get(address).content.decode()
    text = text_of(desk, address)
    assert "'=王小明" in text
    assert "农历8月15日" in text
    assert "陈海湾" not in text
    entry = AuditEntry.objects.get(code="intake.export.fetched")
    assert (entry.object_id, entry.data["rows"]) == (order.id, 2)
    assert desk.get(f"{address}progress/")["HX-Redirect"] == address


def test_only_the_person_who_ordered_fetches_it_and_only_with_the_right(desk, adam, bruno, signed_in):
    _page, address = ordered(desk)
    write_order(order_id=str(ExportOrder.objects.get().id))
    other = signed_in(adam)
    for page in ("", "progress/", "file/"):
        assert other.get(address + page).status_code == 404
    assert other.post(f"{address}delete/").status_code == 404
    assert "guests-" not in other.get("/exports/").content.decode()
    Assignment.objects.filter(user=bruno.user).delete()
    assert desk.get(f"{address}file/").status_code == 403
    assert not AuditEntry.objects.filter(code="intake.export.fetched").exists()


def test_rights_hold_at_the_moment_of_writing(desk, bruno):
    ordered(desk)
    Assignment.objects.filter(user=bruno.user).delete()
    order = ExportOrder.objects.get()
    write_order(order_id=str(order.id))
    order.refresh_from_db()
    assert (order.state, order.error_code) == (ExportState.FAILED, "right_missing")
    assert not folder().exists() or not list(folder().iterdir())


def test_a_file_is_written_with_the_rights_of_its_order_at_most(desk, group, signed_in, monkeypatch):
    monkeypatch.setattr(exporting, "DIRECT_ROWS", 0)
    boris = hire("boris", "manager", group.bay)
    near = signed_in(boris)
    _page, address = ordered(near)
    give_post(actor=SYSTEM, user=boris.user, role="manager")
    write_order(order_id=str(ExportOrder.objects.get().id))
    text = text_of(near, address)
    assert "陈海湾" in text
    assert "王小明" not in text


def test_a_token_that_may_less_fetches_no_file_of_its_user(desk, group, bruno, refuses_to_write):
    lesser = replace(bruno.actor, posts=(Post("manager", group.bay.id, group.bay.legal_entity_id),))
    ordered(desk)
    order = ExportOrder.objects.get()
    write_order(order_id=str(order.id))
    with pytest.raises(RightMissing), refuses_to_write():
        note_fetched(actor=lesser, right=Right.GUESTS_EXPORT, order_id=order.id)
    assert note_fetched(actor=bruno.actor, right=Right.GUESTS_EXPORT, order_id=order.id).id == order.id


def test_a_manager_exports_the_guests_of_the_own_entity_only(desk, group, signed_in):
    near = signed_in(hire("boris", "manager", group.bay))
    text = b"".join(near.get("/guests/export/").streaming_content).decode()
    assert "陈海湾" in text
    assert "王小明" not in text


def test_a_file_goes_after_a_day(desk, monkeypatch):
    _page, address = ordered(desk)
    write_order(order_id=str(ExportOrder.objects.get().id))
    tidy_exports(timestamp=0)
    assert list(folder().iterdir())
    ExportOrder.objects.update(finished_at=clock.now() - timedelta(hours=25))
    tidy_exports(timestamp=0)
    assert not list(folder().iterdir())
    assert ExportOrder.objects.get().state == ExportState.GONE
    assert "文件已删除" in desk.get(address).content.decode()
    assert desk.get(f"{address}file/").status_code == 404


def test_an_order_can_be_stopped_and_leaves_nothing(desk, monkeypatch):
    ordered(desk)
    order = ExportOrder.objects.get()
    begin = orders.begin_order

    def begin_and_lose(given):
        is_begun = begin(given)
        ExportOrder.objects.update(state=ExportState.GONE)
        return is_begun

    monkeypatch.setattr(orders, "begin_order", begin_and_lose)
    write_order(order_id=str(order.id))
    assert not list(folder().iterdir())
    assert ExportOrder.objects.get().state == ExportState.GONE
    write_order(order_id=str(order.id))
    assert not list(folder().iterdir())


def test_the_own_files_are_listed(desk):
    assert "还没有文件" in desk.get("/exports/").content.decode()
    ordered(desk)
    assert "guests-" in desk.get("/exports/").content.decode()


@pytest.mark.parametrize("who", ["alma", "chiara", "dario", "irene", "mei"])
def test_who_may_not_export_orders_nothing(request, guests, signed_in, refuses_to_write, who):
    client = signed_in(request.getfixturevalue(who))
    with refuses_to_write():
        assert client.get("/exports/").status_code == 403
        assert client.get("/guests/export/").status_code == 403
        assert client.post("/exports/new/guests/").status_code == 403


def test_an_erasure_takes_away_what_was_exported_before(
    desk, adam, group, guest_of, django_capture_on_commit_callbacks
):
    _page, address = ordered(desk)
    write_order(order_id=str(ExportOrder.objects.get().id))
    stranger = guest_of(group.main, name="赵六", mobile="13912340000")
    draft = folder() / f".{ExportOrder.objects.get().id}.csv.999"
    draft.write_text("赵六", encoding="utf-8")
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase_guest(actor=adam.actor, guest_id=stranger.id, typed="赵六", reason="asked")
    assert {"code": "connectors.export", "count": 1} in [
        {name: line[name] for name in ("code", "count")} for line in erasure.report
    ]
    assert not list(folder().iterdir())
    assert desk.get(f"{address}file/").status_code == 404


def test_a_file_that_an_erasure_overtakes_is_never_ready(desk, monkeypatch):
    ordered(desk)
    write = EXPORTED["guests"].write

    def write_and_lose(target, **given):
        rows = write(target, **given)
        overtake_orders()
        return rows

    monkeypatch.setitem(orders.EXPORTED, "guests", replace(EXPORTED["guests"], write=write_and_lose))
    order = ExportOrder.objects.get()
    write_order(order_id=str(order.id))
    order.refresh_from_db()
    assert (order.state, order.error_code) == (ExportState.FAILED, "export_overtaken")
    assert not list(folder().iterdir())
    assert "请重新导出" in desk.get(f"/exports/{order.id}/").content.decode()


def test_what_a_killed_worker_left_goes_after_an_hour(desk):
    ordered(desk)
    write_order(order_id=str(ExportOrder.objects.get().id))
    (whole,) = folder().iterdir()
    strays = [folder() / name for name in (f".{whole.name}.4711", f"{uuid7()}.csv")]
    for stray in strays:
        stray.write_text("王小明", encoding="utf-8")
    tidy_exports(timestamp=0)
    assert len(list(folder().iterdir())) == 3
    for path in folder().iterdir():
        os.utime(path, (time.time() - 4_000,) * 2)
    tidy_exports(timestamp=0)
    assert list(folder().iterdir()) == [whole]


@pytest.fixture
def firms(group, company_of):
    for name in ("=盛远科技", "柳岸贸易"):
        company_of(
            group.main, name=name, kind="协议单位", phone="021-62345678", contact_name="周敏",
            contact_position="主任", contact_mobile="13812340001", contact_email="zhou@shengyuan.example",
        )  # fmt: skip
    company_of(group.bay, name="海湾旅行社", kind="旅行社")


def test_a_long_list_of_companies_is_written_by_the_worker_as_a_table_and_as_cards(desk, firms, bruno):
    view = save_view(
        actor=bruno.actor,
        name="协议",
        conditions=all_of(Row("kind", "any_of", ["agreement"])),
        subject="company",
    )
    for form, begin, rows in (("csv", "'=盛远科技", 2), ("vcf", "FN:周敏", 4)):
        answer = desk.get(f"/companies/export/?view={view.id}&as={form}")
        page = desk.get(answer["Location"]).content.decode()
        assert "列表中有 2 家单位" in page
        assert f"/companies/?view={view.id}" in page
        address = desk.post(answer["Location"])["Location"]
        write_order(order_id=address.split("/")[-2])
        order = ExportOrder.objects.first()
        assert (order.kind, order.state, order.rows) == ("companies", ExportState.DONE, rows)
        text = text_of(desk, address)
        assert begin in text
        assert "海湾旅行社" not in text
    assert "ORG:柳岸贸易" in text
    assert "TITLE:主任" in text
    assert "TEL;TYPE=CELL:13812340001" in text.replace(" ", "")
    assert desk.get("/exports/").content.decode().count("companies-") == 2


def test_files_of_companies_need_their_own_right(group, firms, mei, signed_in, refuses_to_write):
    client = signed_in(mei)
    with refuses_to_write():
        assert client.get("/companies/export/?as=vcf").status_code == 403
        assert client.post("/exports/new/companies/").status_code == 403
