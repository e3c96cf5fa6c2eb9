"""Who of the make-believe guests agreed to be known by their papers: the persons who were asked, each always alike."""

from collections import defaultdict
from datetime import date

import pytest

from huitouke.demo.agreements import AGREE, is_agreed
from huitouke.demo.load import load_demo
from huitouke.demo.records import generate
from huitouke.guests.models import ConsentState, Document, Guest
from huitouke.guests.services.consent_chain import verify_consents

SEED = 3


def test_about_seven_of_ten_who_showed_a_paper_agree_and_say_the_same_everywhere():
    said = defaultdict(set)
    for record in generate(4000, SEED, ["1"], date(2026, 1, 1)):
        if any(kind in record.raw for kind in ("id_card", "passport", "hkmo_permit", "taiwan_permit")):
            said[record.person].add(is_agreed(record, SEED))
        elif not {"residence_permit", "foreign_id"} & record.raw.keys():
            assert not is_agreed(record, SEED)
    assert all(len(answers) == 1 for answers in said.values())
    assert sum(map(any, said.values())) / len(said) == pytest.approx(AGREE, abs=0.03)


def test_the_group_keeps_what_they_said_in_chains_that_hold(db, still_clock, settings, tmp_path):
    settings.HOME = tmp_path
    load_demo(guests=120, branches=1, seed=SEED)
    agreed = set(
        ConsentState.objects.filter(purpose__code="match_document", act="given").values_list(
            "guest_id", flat=True
        )
    )
    with_papers = set(Document.objects.values_list("guest_id", flat=True))
    assert agreed < with_papers
    assert 0.4 < len(agreed) / len(with_papers) < 0.9
    assert len(with_papers) < Guest.objects.count()
    assert verify_consents().broken is None
