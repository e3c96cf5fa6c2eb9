"""Own codes beside the standard ones: added, worded, ordered, closed, and never lost."""

import pytest
from django.utils.translation import override

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.hotels.errors import CodeInvalid, CodeNotFound, CodeTableUnknown
from huitouke.hotels.models import CodeEntry
from huitouke.hotels.queries import (
    describe_tables,
    find_codes,
    get_label,
    get_table,
    list_choices,
)
from huitouke.hotels.services import (
    add_code,
    add_code_table,
    change_code,
    close_code,
    load_standard_codes,
    move_code,
    reopen_code,
)
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import FieldChange


def added(adam, code="tea_room", table="room_feature", **labels):
    return add_code(
        actor=adam.actor, table=table, code=code, labels=labels or {"zh": "带茶室", "en": "Tea room"}
    )


def test_an_own_code_is_offered_last_in_its_words(adam):
    added(adam)
    with override("zh-hans"):
        assert list_choices("room_feature")[-1] == ("tea_room", "带茶室")
    with override("en"):
        assert get_label("room_feature", "tea_room") == "Tea room"
    assert AuditEntry.objects.filter(code="hotels.code.added").count() == 1


def test_a_closed_code_is_not_offered_and_keeps_its_words(adam):
    entry = added(adam)
    close_code(actor=adam.actor, code_id=entry.id)
    assert "tea_room" not in dict(list_choices("room_feature"))
    with override("zh-hans"):
        assert get_label("room_feature", "tea_room") == "带茶室"
    reopen_code(actor=adam.actor, code_id=entry.id)
    assert "tea_room" in dict(list_choices("room_feature"))
    assert [change.field for change in FieldChange.objects.filter(subject_id=entry.id)] == [
        "is_closed",
        "is_closed",
    ]


def test_own_words_on_a_standard_code_outlive_an_upgrade(adam):
    entry = CodeEntry.objects.get(table="room_feature", code="quiet")
    change_code(actor=adam.actor, code_id=entry.id, labels={"zh": "清静", "en": "Quiet"})
    assert load_standard_codes() == 0
    entry.refresh_from_db()
    assert entry.labels["zh"] == "清静"


def test_codes_are_put_in_order(adam):
    last = added(adam)
    before = [code for code, _words in list_choices("room_feature")]
    move_code(actor=adam.actor, code_id=last.id, steps=-1)
    after = [code for code, _words in list_choices("room_feature")]
    assert after == [*before[:-2], before[-1], before[-2]]
    move_code(actor=adam.actor, code_id=last.id, steps=-99)
    assert list_choices("room_feature")[0][0] == "tea_room"
    move_code(actor=adam.actor, code_id=last.id, steps=-1)
    assert AuditEntry.objects.filter(code="hotels.code.moved").count() == 2


@pytest.mark.parametrize("code", ["", "two words", "房", "-x", "x" * 41])
def test_a_code_that_programs_cannot_write_is_refused(adam, code, refuses_to_write):
    with refuses_to_write(), pytest.raises(CodeInvalid) as refused:
        added(adam, code=code)
    assert list(refused.value.fields) == ["code"]


def test_words_are_asked_for(adam, refuses_to_write):
    with refuses_to_write(), pytest.raises(CodeInvalid) as refused:
        added(adam, zh="  ", en="")
    assert list(refused.value.fields) == ["zh"]


def test_a_code_that_is_there_or_a_standard_table_is_refused(adam, refuses_to_write):
    entry = added(adam)
    close_code(actor=adam.actor, code_id=entry.id)
    with refuses_to_write():
        for table, code in (("room_feature", "tea_room"), ("country", "XX")):
            with pytest.raises(CodeInvalid):
                added(adam, code=code, table=table)
        with pytest.raises(CodeTableUnknown):
            added(adam, table="no_such_table")
        with pytest.raises(CodeNotFound):
            close_code(actor=adam.actor, code_id=uuid7())


def test_a_table_of_ones_own_takes_codes(adam):
    add_code_table(actor=adam.actor, code="club", labels={"zh": "俱乐部"})
    added(adam, table="club", code="golf", zh="高尔夫")
    line = get_table("club")
    assert (line.is_own, line.offered, line.own) == (True, 1, 1)
    assert "club" in {line.code for line in describe_tables()}
    with pytest.raises(CodeInvalid):
        add_code_table(actor=adam.actor, code="country", labels={"zh": "国家"})


def test_codes_are_found_by_code_and_words(adam):
    assert [each.code for each in find_codes("room_feature", text="湖")] == ["lake_view"]
    assert [each.code for each in find_codes("room_feature", text="Lake_")] == ["lake_view"]


def test_who_may_not_configure_the_group_changes_no_code(alma, bruno, refuses_to_write):
    quiet = CodeEntry.objects.get(table="room_feature", code="quiet")
    with refuses_to_write():
        for act in (
            lambda actor: added(alma),
            lambda actor: change_code(actor=actor, code_id=quiet.id, labels={"zh": "静"}),
            lambda actor: close_code(actor=actor, code_id=quiet.id),
            lambda actor: move_code(actor=actor, code_id=quiet.id, steps=1),
            lambda actor: add_code_table(actor=actor, code="club", labels={"zh": "俱乐部"}),
        ):
            with pytest.raises(RightMissing):
                act(alma.actor)
    added(bruno)
