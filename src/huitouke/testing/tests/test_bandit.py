"""The judge over bandit's findings: nothing without a reason, no reason for nothing."""

from huitouke.testing.bandit import REASONS, judged

ALL = [(file.replace("*", "x.py"), number, 1, "words") for file, number in REASONS]


def test_what_has_a_reason_stands():
    assert judged(ALL) == []


def test_a_finding_without_a_reason_is_told_with_its_place():
    assert judged([*ALL, ("guests/new.py", "B602", 7, "shell=True")]) == ["guests/new.py:7 B602 shell=True"]


def test_a_reason_that_is_no_longer_needed_is_told():
    wrong = judged([one for one in ALL if one[1] != "B104"])
    assert wrong == ["cli/serve.py B104: a reason without a finding"]


def test_every_reason_says_something():
    assert all(len(reason) > 20 for reason in REASONS.values())
