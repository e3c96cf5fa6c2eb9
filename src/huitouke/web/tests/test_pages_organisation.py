"""The group, its branches and the check-list of the set-up."""

from uuid import UUID

import pytest

from huitouke.access.choices import Right
from huitouke.access.models import AuditEntry, Branch, Group, LegalEntity
from huitouke.access.queries import list_branches
from huitouke.access.services import issue_token, set_switch
from huitouke.access.services.organisation import close_branch, open_unconfirmed
from huitouke.hotels.models import CodeMapping
from huitouke.web.settings.first_day import get_first_day


@pytest.fixture
def office(adam, signed_in, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    return signed_in(adam)


def form(**changes):
    return {
        "code": "hill",
        "legal_entity": "CN",
        "zh": "柳岸山居",
        "en": "",
        "entity_zh": "",
        "entity_en": "",
        "time_zone": "Asia/Shanghai",
        "currency": "cny",
        "day_change_hour": "5",
        **changes,
    }


def done():
    return {step.code for step in get_first_day().steps if step.is_done}


def test_a_branch_is_opened_changed_closed_and_opened_again(office):
    assert office.post("/settings/organisation/branches/new/", form()).status_code == 302
    branch = Branch.objects.get(code="HILL")
    assert (branch.legal_entity.code, branch.currency, branch.day_change_hour) == ("CN", "CNY", 5)
    address = f"/settings/organisation/branches/{branch.id}/"
    office.post(address, form(zh="柳岸山舍", time_zone="Asia/Urumqi"))
    branch.refresh_from_db()
    assert (branch.labels["zh"], branch.time_zone, branch.code) == ("柳岸山舍", "Asia/Urumqi", "HILL")
    office.post(f"{address}close/")
    branch.refresh_from_db()
    assert branch.is_closed
    office.post(f"{address}reopen/")
    codes = set(AuditEntry.objects.filter(object_id=branch.id).values_list("code", flat=True))
    assert codes == {
        "access.branch.opened",
        "access.branch.changed",
        "access.branch.closed",
        "access.branch.reopened",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "main"}, "code"),
        ({"code": "山居"}, "code"),
        ({"legal_entity": ""}, "legal_entity"),
        ({"zh": "", "en": " "}, "zh"),
        ({"time_zone": "Shanghai"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"currency": "XYZ"}, "currency"),
        ({"day_change_hour": "13"}, "day_change_hour"),
        ({"day_change_hour": "²"}, "day_change_hour"),
    ],
)
def test_what_a_branch_cannot_be_is_refused_at_its_field(office, changes, field, refuses_to_write):
    before = Branch.objects.count(), LegalEntity.objects.count()
    with refuses_to_write():
        page = office.post("/settings/organisation/branches/new/", form(**changes))
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    assert (Branch.objects.count(), LegalEntity.objects.count()) == before


def test_the_last_open_branch_stays_open(office, adam, group):
    for branch in (group.main, group.lake):
        close_branch(actor=adam.actor, branch_id=branch.id)
    refused = office.post(f"/settings/organisation/branches/{group.bay.id}/close/")
    assert refused.status_code == 409
    group.bay.refresh_from_db()
    assert not group.bay.is_closed


def test_group_and_company_in_law_are_named(office):
    office.post("/settings/organisation/name/", {"zh": "柳岸集团", "en": ""})
    assert Group.objects.get().labels == {"zh": "柳岸集团"}
    office.post("/settings/organisation/entities/HK/", {"zh": "柳岸香港", "en": "Willow HK"})
    assert LegalEntity.objects.get(code="HK").labels["en"] == "Willow HK"
    assert office.post("/settings/organisation/name/", {"zh": " "}).status_code == 422


def test_a_manager_of_a_branch_draws_no_group(alma, bruno, signed_in, refuses_to_write):
    with refuses_to_write():
        for persona in (alma, bruno):
            client = signed_in(persona)
            assert client.get("/settings/organisation/").status_code == 403
            assert client.post("/settings/organisation/branches/new/", form()).status_code == 403
            assert client.post("/settings/first-day/dismiss/").status_code == 403


def test_the_data_tick_the_list_off(office, adam, group, guest_of):
    assert done() == {"group", "branch"}
    page = office.get("/settings/first-day/").content.decode()
    assert "已完成 2 项，共 12 项" in page
    guest_of(group.main, name="王小明")
    assert "import" in done()
    for step in ("clock", "codes", "form", "keys"):
        assert office.post(f"/settings/first-day/{step}/").status_code == 302
    assert {"clock", "codes", "form", "keys"} <= done()
    assert office.post("/settings/first-day/import/").status_code == 404


def test_codes_of_other_systems_are_a_step_once_one_was_sent(office):
    assert "mappings" not in {step.code for step in get_first_day().steps}
    row = CodeMapping.objects.create(system="opera", table="channel", their_code="WEB")
    assert next(step for step in get_first_day().steps if not step.is_done and step.code == "mappings")
    CodeMapping.objects.filter(id=row.id).update(is_mapped=True)
    assert "mappings" in done()


def test_a_branch_that_is_to_be_confirmed_is_no_first_choice(group, adam, office):
    made = open_unconfirmed(actor=adam.actor, code="AAA", name="City Hotel", like=group.main)
    assert list_branches(adam.actor, Right.GUESTS_VIEW)[-1] == made
    assert "City Hotel" not in office.get("/").content.decode().partition("<h1>")[2].partition("</h1>")[0]


def test_a_key_for_backups_and_a_form_in_use_are_steps(office, adam, settings):
    settings.HAS_BACKUP_KEY = False
    assert "lock" not in done()
    settings.HAS_BACKUP_KEY = True
    assert "lock" in done()
    set_switch(actor=adam.actor, code="forms", is_on=False)
    assert "form" not in {step.code for step in get_first_day().steps}
    assert office.get("/settings/first-day/").status_code == 200
    set_switch(actor=adam.actor, code="forms", is_on=True)


def test_the_list_stands_on_today_until_it_is_put_away(office, alma, signed_in):
    assert "/settings/first-day/" in office.get("/").content.decode()
    assert "/settings/first-day/" not in signed_in(alma).get("/").content.decode()
    office.post("/settings/first-day/dismiss/")
    assert "/settings/first-day/" not in office.get("/").content.decode()
    office.post("/settings/first-day/resume/")
    assert "/settings/first-day/" in office.get("/").content.decode()


def test_the_trail_is_narrowed_by_the_id_of_a_colleague_and_names_nobody_in_its_address(
    irene, alma, bruno, group, signed_in
):
    issue_token(actor=alma.actor, user=alma.user)
    page = signed_in(irene)
    whole = page.get("/access/trail/").text
    assert f'<option value="{alma.user.id}">' in whole
    assert f'value="{alma.user.username}"' not in whole
    own = page.get("/access/trail/", {"who": str(alma.user.id)})
    assert own.context["rows"]
    assert {row["who"] for row in own.context["rows"]} == {str(alma.user)}
    for nobody in (alma.user.username, "x", str(UUID(int=7))):
        assert page.get("/access/trail/", {"who": nobody}).context["rows"] == []
