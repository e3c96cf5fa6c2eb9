"""Files by the API: laid aside, started, reported, taken back; ordered, watched, fetched."""

from uuid import UUID

import pytest
from django.test import Client

from huitouke.access.choices import Right
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.orders import path_of, write_order
from huitouke.connectors.files.tasks import look_into, run_once, run_take_back
from huitouke.connectors.files.uploads import folder
from huitouke.guests.models import Company, Guest
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.models import ExportOrder, ImportRun, SavedMapping
from huitouke.testing.counts import nothing_written
from huitouke.testing.personas import hire

ROWS = "编号,姓名,性别,Cell,房间\n1,王小明,F2,13812345678,801\n2,李静怡,女,13900001111,802\n3,,,,\n"
START = {
    "system": "opera",
    "columns": {"Cell": "mobile", "房间": "ignore"},
    "values": {"性别": {"F2": "female"}},
}


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def lay(bearer):
    """`lay(adam)`: the answer to a file that she sends."""

    def send(persona, text=ROWS, query="kind=guests&branch=MAIN&file_name=list.csv", **headers):
        return Client().generic(
            "POST",
            f"/api/v1/imports?{query}",
            text.encode(),
            content_type="application/octet-stream",
            headers={**bearer(persona), **headers},
        )

    return send


@pytest.fixture
def draft(lay, bruno):
    answer = lay(bruno)
    assert (answer.status_code, answer.json()["state"]) == (201, "looking")
    look_into(run_id=answer.json()["id"])
    return answer.json()["id"]


def test_a_file_is_laid_aside_tried_started_reported_and_taken_back(as_caller, bruno, draft):
    caller = as_caller(bruno)
    told = caller.get(f"/imports/{draft}/columns").json()
    assert [(each["name"], each["target"]) for each in told["columns"]][:3] == [
        ("编号", "external_id"),
        ("姓名", "name"),
        ("性别", "sex"),
    ]
    assert "birth_date" in told["targets"]
    tried = caller.post(f"/imports/{draft}/start", {**START, "is_dry_run": True})
    assert (tried.status_code, tried.json()["state"]) == (202, "trying")
    run_once(draft)
    told = caller.get(f"/imports/{draft}").json()
    assert (told["state"], told["trial"]["created"], told["trial"]["rejected"]) == ("draft", 2, 1)
    assert not Guest.objects.exists()
    started = caller.post(f"/imports/{draft}/start", {**START, "remember": "名单"})
    assert started.json()["state"] == "waiting"
    run_once(draft)
    told = caller.get(f"/imports/{draft}").json()
    assert (told["state"], told["system"], told["created"], told["rejected"]) == ("done", "opera", 2, 1)
    assert Guest.objects.get(name="王小明").sex == "female"
    report = caller.get(f"/imports/{draft}/report?outcome=rejected&limit=1").json()
    assert [(each["row"], each["outcome"]) for each in report["items"]] == [(4, "rejected")]
    assert report["next"] is None
    answer = Client().get(f"/api/v1/imports/{draft}/refused", headers=caller.headers)
    refused = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert refused.splitlines()[0].startswith(ROWS.splitlines()[0])
    assert refused.splitlines()[1].startswith("3,,,,,4,")
    assert SavedMapping.objects.get().name == "名单"
    assert caller.post(f"/imports/{draft}/take-back", {}).status_code == 202
    run_take_back(run_id=draft, actor_id=str(bruno.user.id))
    assert not Guest.objects.exists()


def test_saved_columns_are_offered_and_used(as_caller, bruno, draft, lay):
    caller = as_caller(bruno)
    caller.post(f"/imports/{draft}/start", {**START, "remember": "名单"})
    run_once(draft)
    second = lay(bruno, ROWS.replace("801", "803")).json()["id"]
    look_into(run_id=second)
    (saved,) = caller.get(f"/imports/{second}/columns").json()["saved"]
    assert (saved["name"], saved["system"]) == ("名单", "opera")
    caller.post(f"/imports/{second}/start", {"system": "opera", "saved": saved["id"]})
    run_once(second)
    assert caller.get(f"/imports/{second}").json()["unchanged"] == 3


def test_companies_come_in_by_the_same_calls(as_caller, adam, lay):
    text = "单位名称,联系人,联系人手机\n盛远科技,张三,13812345678\n"
    run_id = lay(adam, text, "kind=companies").json()["id"]
    look_into(run_id=run_id)
    as_caller(adam).post(f"/imports/{run_id}/start", {"system": "pms"})
    run_once(run_id)
    assert Company.objects.get().companycontact_rows.get().name == "张三"


def test_what_is_not_known_is_refused_and_nothing_starts(as_caller, bruno, draft):
    caller = as_caller(bruno)
    for sent, code in (
        ({**START, "columns": {"没有": "mobile"}}, "column_unknown"),
        ({**START, "columns": {"Cell": "nonsense"}}, "target_unknown"),
        ({**START, "system": ""}, "import_invalid"),
        ({**START, "branch": "NOWHERE"}, "import_invalid"),
        ({**START, "saved": draft}, "saved_mapping_not_found"),
    ):
        with nothing_written():
            answer = caller.post(f"/imports/{draft}/start", sent)
        assert answer.json()["code"] == code
    assert ImportRun.objects.get().state == "draft"


def test_an_upload_that_is_sent_twice_with_one_key_is_one(lay, bruno):
    first = lay(bruno, **{"Idempotency-Key": "a-1"})
    again = lay(bruno, **{"Idempotency-Key": "a-1"})
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert ImportRun.objects.count() == 1
    assert len(list(folder().glob("*.csv"))) == 1
    other = lay(bruno, ROWS + "4,赵云,,,\n", **{"Idempotency-Key": "a-1"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_who_may_not_import_lays_no_file_aside(lay, group, alma, as_caller, bruno, draft):
    before = ImportRun.objects.count()
    assert lay(alma).status_code == 403
    assert lay(bruno, "").status_code == 422
    assert ImportRun.objects.count() == before
    clerk, other = as_caller(alma), as_caller(hire("omar", "manager", group.main))
    with nothing_written():
        assert clerk.post(f"/imports/{draft}/start", START).status_code == 404
        assert other.get(f"/imports/{draft}/columns").status_code == 404
    assert len([path for path in folder().glob("*") if path.suffix == ".csv"]) == 1


def test_a_draft_is_stopped_and_its_file_goes(as_caller, bruno, draft):
    assert as_caller(bruno).post(f"/imports/{draft}/cancel", {}).json()["state"] == "cancelled"
    assert not list(folder().glob("*"))
    assert as_caller(bruno).post(f"/imports/{draft}/resume", {}).status_code == 409


def test_a_file_is_ordered_of_conditions_watched_fetched_and_let_go(as_caller, bruno, guest_of, group):
    guest_of(group.main, name="王小明", mobile="13812345678")
    guest_of(group.main, name="李静怡")
    caller = as_caller(bruno)
    conditions = {"any": [{"all": [{"field": "name", "op": "contains", "value": "小明"}]}]}
    made = caller.post("/exports", {"format": "csv", "conditions": conditions})
    assert (made.status_code, made.json()["state"]) == (202, "waiting")
    order_id = made.json()["id"]
    assert caller.get(f"/exports/{order_id}/file").status_code == 404
    write_order(order_id=order_id)
    assert caller.get(f"/exports/{order_id}").json()["rows"] == 1
    answer = Client().get(f"/api/v1/exports/{order_id}/file", headers=caller.headers)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "王小明" in text
    assert "李静怡" not in text
    assert AuditEntry.objects.filter(code="intake.export.fetched").exists()
    assert caller.get("/exports").json()["items"][0]["id"] == order_id
    path = path_of(ExportOrder.objects.get())
    assert caller.call("DELETE", f"/exports/{order_id}").json()["state"] == "gone"
    assert not path.exists()


def test_who_may_not_export_orders_nothing(as_caller, alma, bruno):
    assert not alma.actor.has_right(Right.GUESTS_EXPORT)
    clerk, manager = as_caller(alma), as_caller(bruno)
    with nothing_written():
        assert clerk.post("/exports", {}).status_code == 403
        row = {"field": "nonsense", "op": "is", "value": "x"}
        asked = {"conditions": {"any": [{"all": [row]}]}}
        assert manager.post("/exports", asked).status_code == 422


def test_conditions_of_an_order_go_with_its_end_and_with_an_erasure(as_caller, bruno, adam, guest_of, group):
    caller, wang = as_caller(bruno), guest_of(group.main, name="王建国", mobile="13812342217")
    named = {"any": [{"all": [{"field": "mobile", "op": "is", "value": "13812342217"}]}]}
    written, dropped, waiting = (
        caller.post("/exports", {"format": "csv", "conditions": named}).json()["id"] for _number in range(3)
    )
    write_order(order_id=written)
    caller.call("DELETE", f"/exports/{dropped}")
    left = dict(ExportOrder.objects.values_list("id", "chosen"))
    assert [left[UUID(each)] for each in (written, dropped)] == [{}, {}]
    assert "13812342217" in str(left[UUID(waiting)])
    erase_guest(actor=adam.actor, guest_id=wang.id, typed="王建国", reason="asked")
    order = ExportOrder.objects.get(id=waiting)
    assert (order.state, order.error_code, order.chosen) == ("failed", "export_overtaken", {})
    write_order(order_id=waiting)
    assert not path_of(order).exists()
