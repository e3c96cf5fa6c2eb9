"""Identifiers carry their time in front, so that rows written together lie together."""

import time
from itertools import pairwise
from uuid import RFC_4122, UUID

from huitouke.kernel.ids import Uuid7Sequence, uuid7


def milliseconds_of(identifier):
    return identifier.int >> 80


def test_an_id_is_of_version_7_and_of_the_variant_of_the_rfc():
    for identifier in [uuid7() for _ in range(1000)]:
        assert identifier.version == 7
        assert identifier.variant == RFC_4122


def test_an_id_carries_the_present_millisecond():
    before = time.time_ns() // 1_000_000
    identifier = uuid7()
    assert before <= milliseconds_of(identifier) <= time.time_ns() // 1_000_000


def test_ids_of_later_milliseconds_stand_behind_earlier_ones():
    earlier = uuid7()
    while time.time_ns() // 1_000_000 == milliseconds_of(earlier):
        pass
    assert earlier < uuid7()


def test_no_id_comes_twice():
    assert len({uuid7() for _ in range(50_000)}) == 50_000


def test_a_sequence_rises_strictly_and_repeats_nothing():
    sequence = Uuid7Sequence()
    made = [sequence.next_hex() for _ in range(200_000)]
    assert all(earlier < later for earlier, later in pairwise(made))
    assert len(set(made)) == len(made)


def test_every_id_of_a_sequence_is_of_version_7():
    sequence = Uuid7Sequence()
    for made in [sequence.next_hex() for _ in range(1000)]:
        assert len(made) == 32
        assert UUID(made).version == 7
        assert UUID(made).variant == RFC_4122


def test_a_stamp_in_the_past_stands_in_the_id_and_still_rises():
    sequence = Uuid7Sequence()
    stamp = 1_262_304_000_000
    made = [sequence.next_hex(stamp) for _ in range(5000)]
    assert {milliseconds_of(UUID(one)) for one in made} == {stamp}
    assert made == sorted(set(made))


def test_a_sequence_comes_back_from_the_past_to_the_present():
    sequence = Uuid7Sequence()
    present = sequence.next_hex()
    past = sequence.next_hex(1_262_304_000_000)
    again = sequence.next_hex()
    assert past < present
    assert past < again
    assert milliseconds_of(UUID(again)) >= milliseconds_of(UUID(present))


def test_two_sequences_do_not_meet():
    one, other = Uuid7Sequence(), Uuid7Sequence()
    stamp = 1_700_000_000_000
    made = [sequence.next_hex(stamp) for _ in range(20_000) for sequence in (one, other)]
    assert len(set(made)) == len(made)
