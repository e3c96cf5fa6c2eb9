"""The same file again changes nothing; a newer one changes what it tells, and nothing that staff did."""

import pytest

from huitouke.connectors.files.row_importer import SystemOfAnother
from huitouke.guests.models import Guest
from huitouke.guests.queries import find_guests
from huitouke.identity.choices import LinkReason
from huitouke.identity.models import Link
from huitouke.identity.services import change_guest
from huitouke.intake.choices import RecordState
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import list_versions
from huitouke.intake.services import Tally
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.personas import hire

HEAD = ["编号", "姓名", "手机", "邮箱", "单位", "喜好", "标签", "车牌"]
WANG = ["7", "王小明", "13812345678", "wang@example.com", "苏州丝绸有限公司", "高楼层", "摄影", "沪A12345"]
LI = ["8", "李静怡", "13900001111", "", "", "", "", ""]


def row(base, **changes):
    return [changes.get(head, cell) for head, cell in zip(HEAD, base, strict=True)]


def guest_of(external_id, system="opera"):
    record = SourceRecord.objects.filter(system=system, external_id=external_id).order_by("version")[0]
    return Guest.objects.get(links__record_id=record.id)


def values(rows, column):
    return sorted(rows.values_list(column, flat=True))


def desk(alma, guest, **change):
    change_guest(
        actor=alma.actor, guest_id=guest.id, **({"fields": {}, "additions": {}, "removals": {}} | change)
    )


def test_each_row_becomes_a_guest_under_its_id(take_in, group, bruno):
    assert take_in([HEAD, WANG, LI]) == Tally(rows=2, created=2)
    wang = guest_of("7")
    assert (wang.name, wang.company, wang.branch_id) == ("王小明", "苏州丝绸有限公司", group.main.id)
    assert values(wang.contacts, "value") == ["+8613812345678", "wang@example.com"]
    record = SourceRecord.objects.get(id=wang.origin_record_id)
    assert (record.version, record.state, record.actor_id) == (1, RecordState.ACCEPTED, bruno.user.id)
    assert Link.objects.get(guest=wang).reason == LinkReason.FOUNDED
    assert [line.id for line in find_guests(bruno.actor, "wxm")[0]] == [wang.id]


def test_a_chunk_tells_of_its_guests_in_one_event(take_in):
    take_in([HEAD, WANG, LI])
    (event,) = OutboxEvent.objects.filter(code="guests.profile.imported")
    assert event.payload["created"] == 2


def test_the_same_file_again_changes_nothing(take_in):
    take_in([HEAD, WANG, LI])
    before = (Guest.objects.count(), SourceRecord.objects.count(), OutboxEvent.objects.count())
    assert take_in([HEAD, WANG, LI]) == Tally(rows=2, unchanged=2)
    assert (Guest.objects.count(), SourceRecord.objects.count(), OutboxEvent.objects.count()) == before
    assert not FieldChange.objects.exists()


def test_the_same_rows_in_another_order_change_nothing(take_in):
    take_in([HEAD, WANG, LI])
    assert take_in([HEAD, LI, WANG]) == Tally(rows=2, unchanged=2)


def test_another_system_has_ids_of_its_own(take_in):
    take_in([HEAD, WANG])
    assert take_in([HEAD, WANG], system="mews") == Tally(rows=1, created=1)
    assert guest_of("7").id != guest_of("7", "mews").id


def test_a_changed_row_is_a_new_version_and_changes_its_guest(take_in, bruno):
    take_in([HEAD, WANG])
    changed = row(WANG, 姓名="王晓明", 手机="13700002222", 喜好="低楼层")
    assert take_in([HEAD, changed]) == Tally(rows=1, updated=1)
    wang = guest_of("7")
    assert Guest.objects.count() == 1
    assert wang.name == "王晓明"
    assert values(wang.contacts, "value") == ["+8613700002222", "wang@example.com"]
    assert values(wang.preferences, "text") == ["低楼层"]
    assert [record.version for record in list_versions("opera", "7")] == [1, 2]
    assert sorted(Link.objects.values_list("reason", flat=True)) == [LinkReason.FOUNDED, LinkReason.SAME_ID]
    assert find_guests(bruno.actor, "王晓")[0]
    assert not find_guests(bruno.actor, "王小")[0]


def test_a_change_is_told_to_the_history_with_its_record(take_in, bruno):
    take_in([HEAD, WANG])
    take_in([HEAD, row(WANG, 姓名="王晓明")])
    told = FieldChange.objects.get(field="name")
    assert (told.old, told.new, told.actor_id) == ("王小明", "王晓明", bruno.user.id)
    assert told.record_id == list_versions("opera", "7")[-1].id


def test_a_value_gone_from_the_file_goes(take_in):
    take_in([HEAD, WANG])
    take_in([HEAD, row(WANG, 手机="", 单位="", 喜好="", 标签="", 车牌="")])
    wang = guest_of("7")
    assert wang.company == ""
    assert values(wang.contacts, "value") == ["wang@example.com"]
    for rows in (wang.preferences, wang.guest_tags, wang.vehicles):
        assert not rows.exists()


def test_back_and_forth_ends_where_the_last_file_says(take_in):
    changed = row(WANG, 姓名="王晓明", 手机="13700002222")
    for given in (WANG, changed, WANG):
        take_in([HEAD, given])
    wang = guest_of("7")
    assert (wang.name, values(wang.contacts, "value")) == ("王小明", ["+8613812345678", "wang@example.com"])
    assert take_in([HEAD, WANG]) == Tally(rows=1, unchanged=1)


def test_a_row_missing_from_the_file_takes_nobody_away(take_in):
    take_in([HEAD, WANG, LI])
    assert take_in([HEAD, WANG]) == Tally(rows=1, unchanged=1)
    assert Guest.objects.count() == 2


def test_what_staff_typed_stands_against_the_file(take_in, alma):
    take_in([HEAD, WANG])
    desk(alma, guest_of("7"), fields={"company": "杭州茶叶公司", "name": "王晓明"})
    take_in([HEAD, row(WANG, 单位="别的公司", 姓名="王大明", 手机="13700002222")])
    wang = guest_of("7")
    assert (wang.name, wang.company) == ("王晓明", "杭州茶叶公司")
    assert "+8613700002222" in values(wang.contacts, "value")


def test_what_staff_emptied_stays_empty(take_in, alma):
    take_in([HEAD, WANG])
    desk(alma, guest_of("7"), fields={"company": ""})
    take_in([HEAD, row(WANG, 单位="别的公司")])
    assert guest_of("7").company == ""


def test_what_staff_took_off_does_not_come_back(take_in, alma):
    take_in([HEAD, WANG])
    wang = guest_of("7")
    desk(
        alma,
        wang,
        removals={
            "contact": [wang.contacts.get(kind="mobile").id],
            "preference": [wang.preferences.get().id],
            "tag": [wang.guest_tags.get().id],
        },
    )
    assert take_in([HEAD, WANG]) == Tally(rows=1, unchanged=1)
    take_in([HEAD, row(WANG, 姓名="王晓明")])
    assert guest_of("7").name == "王晓明"
    assert values(wang.contacts, "kind") == ["email"]
    assert not wang.preferences.exists()
    assert not wang.guest_tags.exists()


def test_what_staff_added_stays_when_the_file_drops_its_own(take_in, alma):
    take_in([HEAD, WANG])
    wang = guest_of("7")
    desk(alma, wang, additions={"mobile": ["13600009999"], "taboo": ["不吃香菜"]})
    take_in([HEAD, row(WANG, 手机="", 喜好="")])
    assert values(wang.contacts, "value") == ["+8613600009999", "wang@example.com"]
    assert values(wang.preferences, "text") == ["不吃香菜"]


def test_what_staff_and_file_both_say_stands_once(take_in, alma):
    take_in([HEAD, row(WANG, 手机="")])
    wang = guest_of("7")
    desk(alma, wang, additions={"mobile": ["13812345678"]})
    take_in([HEAD, WANG])
    assert values(wang.contacts, "value") == ["+8613812345678", "wang@example.com"]


def test_a_new_taboo_warns_and_completes(take_in):
    head = [*HEAD, "禁忌"]
    take_in([head, [*WANG, ""]])
    before = guest_of("7")
    take_in([head, [*WANG, "不吃香菜"]])
    after = guest_of("7")
    assert (before.has_warning, after.has_warning) == (False, True)
    assert after.completeness >= before.completeness


def test_rows_that_bear_one_id_twice_are_taken_in_order_and_known_again(take_in):
    second = row(WANG, 手机="13700002222")
    assert take_in([HEAD, WANG, LI, second]) == Tally(rows=3, created=2, updated=1)
    assert Guest.objects.count() == 2
    assert values(guest_of("7").contacts, "value") == ["+8613700002222", "wang@example.com"]
    state = sorted(Guest.objects.values_list("id", "updated_at"))
    assert take_in([HEAD, WANG, LI, second]) == Tally(rows=3, unchanged=3)
    assert sorted(Guest.objects.values_list("id", "updated_at")) == state


def test_only_the_place_that_changed_is_taken_again(take_in):
    second = row(WANG, 手机="13700002222")
    take_in([HEAD, WANG, second])
    newer = row(WANG, 手机="13600003333")
    assert take_in([HEAD, WANG, newer]) == Tally(rows=2, unchanged=1, updated=1)
    assert values(guest_of("7").contacts, "value") == ["+8613600003333", "wang@example.com"]


def test_rows_without_an_id_are_known_by_what_they_say(take_in):
    head, one, other = HEAD[1:], WANG[1:], LI[1:]
    assert take_in([head, one, other]) == Tally(rows=2, created=2)
    assert take_in([head, other, one]) == Tally(rows=2, unchanged=2)


def test_equal_rows_without_an_id_are_counted_among_each_other(take_in):
    head, one = HEAD[1:], WANG[1:]
    assert take_in([head, one, one]) == Tally(rows=2, created=2)
    assert Guest.objects.count() == 2
    assert take_in([head, one, one]) == Tally(rows=2, unchanged=2)
    assert take_in([head, one, one, one]) == Tally(rows=3, unchanged=2, created=1)


def test_the_id_made_for_a_row_tells_nothing_of_it(take_in):
    take_in([HEAD[1:], WANG[1:]])
    (record,) = SourceRecord.objects.all()
    assert record.external_id.startswith("row:")
    for value in WANG[1:]:
        assert value not in record.external_id


@pytest.mark.parametrize("nothing", ["", " ", "-", "NULL", "无", "N/A"])
def test_ids_that_only_say_that_there_is_none_join_nobody(take_in, nothing):
    given = [HEAD, row(WANG, 编号=nothing), row(LI, 编号=nothing)]
    assert take_in(given) == Tally(rows=2, created=2)
    assert take_in(given) == Tally(rows=2, unchanged=2)


def test_long_ids_that_begin_alike_stay_two(take_in):
    given = [HEAD, row(WANG, 编号="x" * 300 + "1"), row(LI, 编号="x" * 300 + "2")]
    assert take_in(given).created == 2
    assert Guest.objects.count() == 2
    assert take_in(given) == Tally(rows=2, unchanged=2)


def test_a_file_with_one_column_more_updates_its_guests(take_in):
    take_in([HEAD, WANG])
    assert take_in([[*HEAD, "职务"], [*WANG, "经理"]]) == Tally(rows=1, updated=1)
    assert guest_of("7").position == "经理"


def test_a_system_of_another_legal_entity_cannot_be_named(take_in, group, refuses_to_write):
    bay = hire("boris", "manager", group.bay)
    take_in([HEAD, WANG])
    for given in (WANG, row(WANG, 姓名="王晓明")):
        with refuses_to_write(), pytest.raises(SystemOfAnother):
            take_in([HEAD, given], actor=bay.actor, branch="BAY")
    assert take_in([HEAD, WANG], actor=bay.actor, branch="BAY", system="bay").created == 1


def test_a_branch_of_the_same_legal_entity_shares_its_systems(take_in, group):
    lake = hire("lena", "manager", group.lake)
    take_in([HEAD, WANG])
    assert take_in([HEAD, row(WANG, 姓名="王晓明")], actor=lake.actor, branch="LAKE") == Tally(
        rows=1, updated=1
    )
