"""The registration compartment: keys, right and end of its own."""

from datetime import date

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.choices import RegistrationKind, RetentionKind
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import RegistrationFact, RetentionRule
from huitouke.guests.services.registration import (
    dispose_registration,
    keep_registration_fact,
    read_registration,
)
from huitouke.guests.services.retention import (
    add_retention_rule,
    keep_until,
    load_standard_rules,
    months_after,
)
from huitouke.kernel.crypto import CannotOpen, sealer
from huitouke.kernel.errors import Invalid

ANSWERS = {"guardian": "王建国", "relation": "父亲", "contact_confirmed": True}


@pytest.fixture
def minor(group, guest_of, still_clock):
    return guest_of(group.main, name="王小明", mobile="13812342217", birth_date="2015-05-12")


def keep(persona, guest):
    return keep_registration_fact(
        actor=persona.actor, guest_id=guest.id, kind=RegistrationKind.MINOR, content=ANSWERS
    )


def test_a_fact_is_sealed_apart_and_ends_by_the_rule(minor, alma):
    fact = keep(alma, minor)
    stored = bytes(RegistrationFact.objects.get().content)
    assert "王建国".encode() not in stored
    with pytest.raises(CannotOpen):
        sealer().open(stored, fact.id.bytes)
    assert fact.keep_until == date(2027, 3, 16)
    assert read_registration(actor=alma.actor, guest_id=minor.id)[0][1] == ANSWERS
    assert AuditEntry.objects.filter(code="guests.registration.read", object_id=minor.id).count() == 1


def test_who_writes_it_there_need_not_read_it(minor, group, alma, refuses_to_write):
    from huitouke.testing.personas import hire

    sun = hire("sun", "concierge", group.main)
    keep(sun, minor)
    with refuses_to_write(), pytest.raises(RightMissing):
        read_registration(actor=sun.actor, guest_id=minor.id)


def test_another_entity_finds_nothing_there(minor, alma, chiara, refuses_to_write):
    keep(alma, minor)
    with refuses_to_write():
        for refused in (
            lambda: read_registration(actor=chiara.actor, guest_id=minor.id),
            lambda: keep(chiara, minor),
        ):
            with pytest.raises(GuestNotFound):
                refused()


def test_a_fact_goes_after_its_last_day(minor, alma):
    keep(alma, minor)
    assert dispose_registration(date(2027, 3, 16)) == 0
    assert dispose_registration(date(2027, 3, 17)) == 1
    assert not RegistrationFact.objects.exists()


def test_the_rule_of_the_day_decides(group, bruno):
    add_retention_rule(
        actor=bruno.actor,
        kind=RetentionKind.REGISTRATION,
        months=24,
        law={"zh": "新规定"},
        valid_from=date(2026, 7, 1),
    )
    assert keep_until(RetentionKind.REGISTRATION, date(2026, 6, 30)) == date(2027, 6, 30)
    assert keep_until(RetentionKind.REGISTRATION, date(2026, 7, 1)) == date(2028, 7, 1)


def test_refuses_a_second_rule_of_one_day_and_one_without_a_source(group, bruno, alma, refuses_to_write):
    same = {"kind": RetentionKind.INVOICE, "months": 12, "valid_from": date(2000, 1, 1)}
    with refuses_to_write():
        with pytest.raises(Invalid) as refused:
            add_retention_rule(actor=bruno.actor, law={"zh": " "}, **same)
        assert set(refused.value.fields) == {"law", "valid_from"}
        with pytest.raises(RightMissing):
            add_retention_rule(actor=alma.actor, law={"zh": "x"}, **same)


def test_the_standard_rules_are_there_and_loaded_once(group):
    assert load_standard_rules() == 0
    assert set(RetentionRule.objects.values_list("kind", flat=True)) == set(RetentionKind.values)


def test_months_end_on_the_last_day_of_a_short_month():
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 1), 1) == date(2027, 1, 1)
