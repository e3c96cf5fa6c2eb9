"""Conditions at random mean the same guests by SQL as one by one; the whole proof: `./huitouke prove conditions`."""

import pytest
from django.utils import timezone

from huitouke.guests.conditions.companies import COMPANY
from huitouke.guests.models import Company
from huitouke.kernel import clock
from huitouke.kernel.conditions.registry import get_subject
from huitouke.testing.conditions import compare, facts_of_everybody, named_to, reader_of
from huitouke.testing.conditions_companies import READERS, facts_of_companies, plant_companies
from huitouke.testing.conditions_planted import plant


@pytest.mark.parametrize("who", ["bruno", "alma", "chiara"])
def test_sql_means_whom_the_slow_way_means(group, alma, bruno, chiara, who):
    today = timezone.localdate(clock.now())
    plant(150, 3, today)
    facts = facts_of_everybody(today)
    actor = {"alma": alma, "bruno": bruno, "chiara": chiara}[who].actor
    seen = set(named_to(actor).values_list("id", flat=True))
    figures = compare(150, 5, actor, seen, facts, today)
    assert figures["failed"] == 0, figures["first"]
    assert figures["nobody"] < figures["tried"] * 0.7
    assert 0 < len(seen) <= 150


def test_every_field_has_a_reader_to_compare_it_with(group):
    plant(1, 3, timezone.localdate(clock.now()))
    fields = get_subject("guest").every_field()
    assert [field.code for field in fields if reader_of(field.code) is None] == []
    assert {"custom:proof_date", "consent:marketing:sms", "consent:share_entities"} <= {
        field.code for field in fields
    }


@pytest.mark.parametrize("who", ["bruno", "alma", "chiara"])
def test_sql_means_which_companies_the_slow_way_means(group, alma, bruno, chiara, who):
    today = timezone.localdate(clock.now())
    plant_companies(50, 4, today)
    facts = facts_of_companies()
    actor = {"alma": alma, "bruno": bruno, "chiara": chiara}[who].actor
    seen = set(Company.objects.visible_to(actor).values_list("id", flat=True))
    figures = compare(120, 6, actor, seen, facts, today, COMPANY)
    assert figures["failed"] == 0, figures["first"]
    assert figures["nobody"] < figures["tried"] * 0.7
    assert 0 < len(seen) <= 50


def test_every_field_of_a_company_has_a_reader(group):
    assert {field.code for field in get_subject(COMPANY).every_field()} == set(READERS)
