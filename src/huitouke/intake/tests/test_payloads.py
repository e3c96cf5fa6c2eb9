"""The payload of a record opens for that record only, to what came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.intake.payloads import canonical, digest_of, pack, unpack
from huitouke.kernel.crypto import CannotOpen, Sealer
from huitouke.kernel.ids import uuid7

RING = Sealer([b"a" * 32], b"i" * 32)
CONTENTS = st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=60), max_size=4), max_size=6)


@given(CONTENTS)
def test_a_payload_opens_to_what_came_in(content):
    record_id = uuid7()
    assert unpack(RING, record_id, pack(RING, record_id, canonical(content))) == content


def test_a_payload_opens_for_its_own_record_only():
    payload = pack(RING, uuid7(), canonical({"name": ["王小明"]}))
    with pytest.raises(CannotOpen):
        unpack(RING, uuid7(), payload)


def test_a_payload_shows_nothing_of_its_content():
    text = canonical({"name": ["Wang Xiaoming"], "id_card": ["11010519491231002X"]})
    payload = pack(RING, uuid7(), text)
    assert b"Wang" not in payload
    assert b"11010519491231002X" not in payload


@given(CONTENTS)
def test_the_order_of_the_fields_does_not_matter(content):
    turned = dict(reversed(content.items()))
    assert canonical(turned) == canonical(content)


@given(CONTENTS, CONTENTS)
def test_equal_digests_mean_equal_content(one, other):
    equal = digest_of(RING, canonical(one)) == digest_of(RING, canonical(other))
    assert equal == (one == other)


def test_the_order_of_the_values_of_a_field_does_matter():
    assert canonical({"phone": ["1", "2"]}) != canonical({"phone": ["2", "1"]})


def test_a_digest_hangs_on_the_key_of_the_house():
    text = canonical({"name": ["王小明"]})
    assert digest_of(RING, text) != digest_of(Sealer([b"a" * 32], b"j" * 32), text)
    assert len(digest_of(RING, text)) == 16


def test_lone_surrogates_crash_nothing():
    record_id = uuid7()
    assert unpack(RING, record_id, pack(RING, record_id, canonical({"name": ["a\ud800"]}))) == {"name": ["a"]}
