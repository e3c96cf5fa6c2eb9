import numpy as np

from huitouke.identity.matching import clusters
from huitouke.identity.matching.clustering import slack_at
from huitouke.identity.matching.clusters import components, heaps_of, join


def weighed(size, told, otherwise=-15.0):
    bits = np.full((size, size), otherwise)
    for (one, two), value in told.items():
        bits[one, two] = bits[two, one] = value
    return bits


def parted(bits, at=0.0, slack=3.0, forbidden=(), **options):
    barred = np.zeros(bits.shape, dtype=bool)
    for one, two in forbidden:
        barred[one, two] = barred[two, one] = True
    return join(bits, barred, at=at, slack=slack, **options)


def test_a_bridge_between_two_persons_is_cut_where_it_is_weakest():
    bits = weighed(5, {(0, 1): 14, (0, 2): 12, (1, 2): 9, (2, 3): 2, (3, 4): 11})
    assert components(5, [(0, 1), (1, 2), (2, 3), (3, 4)]) == [[0, 1, 2, 3, 4]]
    assert parted(bits) == [[0, 1, 2], [3, 4]]


def test_a_record_that_tells_little_is_linked_by_way_of_one_that_tells_more():
    bits = weighed(3, {(0, 1): 12, (1, 2): 11, (0, 2): -8})
    assert parted(bits) == [[0, 1, 2]], "a phone alone and a mailbox alone: nothing speaks against one person"


def test_one_very_sure_pair_does_not_outvote_many_against():
    bits = weighed(4, {(0, 1): 25, (2, 3): 25, (1, 2): 300})
    assert parted(bits) == [[0, 1], [2, 3]]


def test_verified_numbers_that_differ_keep_groups_apart_whatever_else_is_alike():
    bits = weighed(3, {(0, 1): 18, (1, 2): 17, (0, 2): 25})
    assert parted(bits, forbidden=[(0, 2)]) == [[0, 1], [2]]


def test_a_heap_that_is_too_large_is_cut_at_its_weakest_links(monkeypatch):
    monkeypatch.setattr(clusters, "LARGEST", 3)
    links = [(0, 1, 9.0), (1, 2, 8.0), (2, 3, 1.5), (3, 4, 9.0), (5, 6, 0.5), (6, 7, 0.2)]
    assert sorted(heaps_of(8, links, 0.0)) == [[0, 1, 2], [3, 4], [5, 6, 7]]


def test_the_surer_a_link_has_to_be_the_less_may_speak_against():
    assert slack_at(0.0) == 3.0
    assert 0 < slack_at(4.5) < 3.0
    assert slack_at(9.97) == 0.0


def test_records_that_are_one_person_already_stay_so_and_count_together():
    bits = weighed(4, {(0, 2): 18, (1, 2): -12, (0, 3): 14})
    assert parted(bits, units=[[0, 1]]) == [[0, 1, 2], [3]], "18 and -12 on average 3; with 3 then -5"
    assert parted(bits, units=[[0, 1]], forbidden=[(1, 2)]) == [[0, 1, 3], [2]]


def test_a_record_without_a_voice_keeps_nobody_apart():
    bits = weighed(4, {(0, 3): 12}, otherwise=-18.0)
    edits = [[0, 1, 2]]
    assert parted(bits, units=edits) == [[0, 1, 2], [3]]
    assert parted(bits, units=edits, voices=[1, 0, 0, 1]) == [[0, 1, 2, 3]]


def test_what_is_no_link_by_itself_counts_and_joins_nobody():
    bits = weighed(3, {(0, 1): 18, (1, 2): 17, (0, 2): 19})
    lacking = np.zeros((3, 3), dtype=bool)
    lacking[0, 1] = lacking[1, 0] = True
    assert parted(bits, lacking=lacking) == [[0, 1, 2]], "2 brings them together"
    lacking[:, 2] = lacking[2, :] = True
    assert parted(bits, lacking=lacking) == [[0], [1], [2]]
