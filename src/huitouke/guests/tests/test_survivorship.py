"""Choosing among what was told: whatever the order in which it came, and as each criterion says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from huitouke.guests.field_rules import Criterion, FieldRules
from huitouke.guests.models import Guest
from huitouke.guests.survivorship import Claim, choose

START = datetime(2026, 3, 1, tzinfo=UTC)
SYSTEMS = ("opera", "mews", "desk")

claims = st.lists(
    st.builds(
        lambda text, day, system, is_staff, is_verified, number: Claim(
            {"company": (text,)},
            UUID(int=number),
            START + timedelta(days=day),
            system,
            is_staff,
            is_verified,
        ),
        st.sampled_from("甲乙丙"),
        st.integers(0, 3),
        st.sampled_from(SYSTEMS),
        st.booleans(),
        st.booleans(),
        st.integers(1, 10**6),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda claim: claim.record_id,
)
orders = st.permutations(list(Criterion)).flatmap(
    lambda order: st.integers(1, len(order)).map(lambda most: tuple(order[:most]))
)


def best_by_hand(told, order):
    """Those who are left when each criterion in turn keeps its best."""
    said = {
        Criterion.VERIFIED: lambda claim: claim.is_verified,
        Criterion.STAFF: lambda claim: claim.is_staff,
        Criterion.SOURCE: lambda claim: -SYSTEMS.index(claim.system),
        Criterion.NEWER: lambda claim: claim.at,
        Criterion.FREQUENT: lambda claim: sum(each.values == claim.values for each in told),
    }
    left = list(told)
    for weigh in (*(said[each] for each in order), said[Criterion.NEWER], lambda claim: claim.record_id):
        most = max(map(weigh, left))
        left = [claim for claim in left if weigh(claim) == most]
    (best,) = left
    return best


@settings(max_examples=60)
@given(told=claims, order=orders, shuffled=st.randoms(use_true_random=False))
def test_the_first_criterion_that_tells_two_apart_decides_whatever_came_first(told, order, shuffled):
    rules = FieldRules({"work": order}, SYSTEMS)
    best = best_by_hand(told, order)
    for _time in range(2):
        guest = Guest(company="戊", field_sources={"company": "x"})
        choose(guest, {"company": told}, rules)
        assert guest.company == best.values["company"][0]
        assert guest.field_sources == ({"company": str(best.record_id)} if best.is_staff else {})
        shuffled.shuffle(told)


def test_a_post_code_that_staff_set_alone_stays_beside_the_address_of_a_system():
    def claim(number, is_staff, **values):
        told = {target: (value,) for target, value in values.items()}
        return Claim(told, UUID(int=number), START + timedelta(days=number), "opera", is_staff, False)

    told = [
        claim(1, False, address="南京西路 1 号", region="310106", postcode="200040"),
        claim(2, True, postcode="200041"),
        claim(3, False, address="中山西路 2 号", region="330203", postcode=""),
    ]
    for order, expected in (
        ((Criterion.STAFF, Criterion.NEWER), ("中山西路 2 号", "330203", "200041")),
        ((Criterion.NEWER,), ("中山西路 2 号", "330203", "")),
    ):
        guest = Guest()
        choose(guest, {"address": told}, FieldRules({"address": order}))
        assert (guest.address, guest.region, guest.postcode) == expected
