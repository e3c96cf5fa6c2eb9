"""Conditions at random mean the same guests by SQL as one by one; the whole proof: `./huitouke prove conditions`."""

import pytest
from django.utils import timezone

from huitouke.guests.models import Guest
from huitouke.kernel import clock
from huitouke.testing.conditions import compare, facts_of_everybody, plant


@pytest.mark.parametrize("who", ["bruno", "alma", "chiara"])
def test_sql_means_whom_the_slow_way_means(group, alma, bruno, chiara, who):
    today = timezone.localdate(clock.now())
    plant(150, 3, today)
    facts = facts_of_everybody(today)
    actor = {"alma": alma, "bruno": bruno, "chiara": chiara}[who].actor
    seen = set(Guest.objects.visible_to(actor).values_list("id", flat=True))
    figures = compare(150, 5, actor, seen, facts, today)
    assert figures["failed"] == 0, figures
    assert figures["nobody"] < figures["tried"] * 0.7
    assert 0 < len(seen) <= 150
