"""Many pairs merged at once: the same as one by one, in a number of statements that does not grow with them."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.models import ConsentState, Guest, Purpose, Wording
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.types import load_first_types
from huitouke.identity.models import Decision, HomeProfile
from huitouke.identity.services import add_note, set_guest_types
from huitouke.identity.services.merging import Pair, merge_guests, merge_many
from huitouke.identity.services.unmerging import opened_profile, unmerge_guests
from huitouke.kernel.models import MovedRow, OutboxEvent
from huitouke.testing.merges import rows_that_stand

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def pairs(group, guest_of, settings, tmp_path):
    """Pairs with tags, types, notes, cars and contacts, the third of two who are several profiles already."""
    settings.HOME = tmp_path
    load_first_types()
    Wording.objects.create(
        purpose=Purpose.objects.get(code="marketing"),
        version=9,
        texts={"zh": "同意"},
        valid_from="2020-01-01",
    )
    found = []
    for number in range(4):
        mobile = f"1381234567{number}"
        kept = guest_of(group.main, name="张伟", mobile=mobile, tag=["摄影"], plate=["苏E8K213"])
        gone = guest_of(group.main, name="ZHANG WEI", mobile=mobile, tag=["摄影", "登山"], allergy=["花生"])
        set_guest_types(actor=SYSTEM, guest_id=gone.id, codes=["business"])
        set_guest_types(actor=SYSTEM, guest_id=kept.id, codes=["business", "individual"])
        add_note(actor=SYSTEM, guest_id=gone.id, text="喜欢靠窗")
        for guest, act in ((kept, "given"), (gone, "refused")):
            record_consent(actor=SYSTEM, guest_id=guest.id, said=Said("marketing", act, "sms"))
        found.append(Pair(kept.id, gone.id, {"weight": number}))
    for side in (found[2].kept_id, found[2].gone_id):
        other = guest_of(group.main, name="章伟", mobile="13900001111", tag=["登山"])
        merge_guests(actor=SYSTEM, kept_id=side, gone_ids=[other.id])
    return found


def outcome():
    """All that a merge leaves, without the ids and numbers that it makes."""
    decisions = Decision.objects.values_list("kind", "kept_id", "gone_id", "made_at", "evidence", "reason")
    return {
        **rows_that_stand(),
        "decisions": sorted(decisions, key=str),
        "homes": sorted(
            MovedRow.objects.values_list(
                "table_name", "row_id", "home_id", "parked", "shadow_id", "record_id"
            ),
            key=str,
        ),
        "profiles": {
            each.home_id: vars(opened_profile(each)) | {"_state": None} for each in HomeProfile.objects.all()
        },
        "trail": sorted(
            AuditEntry.objects.filter(code="guests.profile.merged").values_list("object_id", "fields"),
            key=str,
        ),
        "events": sorted(
            (str(key), payload["gone"])
            for key, payload in OutboxEvent.objects.filter(code="guests.profile.merged").values_list(
                "key", "payload"
            )
        ),
    }


def test_many_at_once_leave_the_same_rows_as_one_by_one(pairs):
    with transaction.atomic():
        for pair in pairs:
            merge_guests(actor=SYSTEM, kept_id=pair.kept_id, gone_ids=[pair.gone_id], evidence=pair.evidence)
        expected = outcome()
        transaction.set_rollback(True)
    done = merge_many(actor=SYSTEM, pairs=pairs)
    assert set(ConsentState.objects.values_list("act", flat=True)) == {"refused"}
    assert set(done) == {pair.gone_id for pair in pairs}
    assert outcome() == expected


def test_each_of_many_is_taken_back_by_itself(pairs):
    before = rows_that_stand()
    done = merge_many(actor=SYSTEM, pairs=pairs, reason="夜间")
    for decision in done.values():
        unmerge_guests(actor=SYSTEM, decision_id=decision, stay_apart=False)
    assert rows_that_stand() == before


def test_statements_do_not_grow_with_the_pairs(pairs):
    counts = []
    for some in (pairs[:1], pairs):
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            merge_many(actor=SYSTEM, pairs=some)
            transaction.set_rollback(True)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts


def test_pairs_that_may_not_be_one_are_left_out_and_the_others_merged(
    pairs, group, chiara, guest_of, mei, refuses_to_write
):
    hers = guest_of(group.bay, actor=chiara.actor, name="张伟", mobile="13812345670")
    apart = merge_guests(actor=SYSTEM, kept_id=pairs[1].kept_id, gone_ids=[pairs[1].gone_id])
    unmerge_guests(actor=SYSTEM, decision_id=apart.decisions[0])
    merge_guests(actor=SYSTEM, kept_id=pairs[3].kept_id, gone_ids=[pairs[3].gone_id])
    across = Pair(pairs[0].kept_id, hers.id)
    with refuses_to_write():
        assert merge_many(actor=SYSTEM, pairs=[across, pairs[1], pairs[3]]) == {}
        # What somebody may not see is left out like what is not there.
        assert merge_many(actor=mei.actor, pairs=[across]) == {}
    assert set(merge_many(actor=mei.actor, pairs=[pairs[0], pairs[1], pairs[3]])) == {pairs[0].gone_id}
    assert not Guest.objects.filter(id=pairs[0].gone_id).exists()


def test_who_has_not_the_right_merges_nobody(pairs, alma, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        merge_many(actor=alma.actor, pairs=pairs)


def test_who_stands_in_two_pairs_is_a_mistake_of_the_caller(pairs, refuses_to_write):
    with refuses_to_write(), pytest.raises(ValueError, match="one pair"), transaction.atomic():
        merge_many(actor=SYSTEM, pairs=[pairs[0], Pair(pairs[0].gone_id, pairs[1].kept_id)])
