"""Purchases become histories: by day, until a day, in weeks."""

import numpy as np

from huitouke.insight.lifetime.histories import histories_of


def test_days_count_and_not_purchases_and_nothing_after_the_day():
    guest = np.array([4, 4, 4, 4, 7, 9])
    day = np.array([24, 10, 10, 31, 31, 32])
    amount = np.array([6.0, 1.0, 2.0, 8.0, 5.0, 9.0])
    found = histories_of(guest, day, amount, 31)
    assert found.guest.tolist() == [4, 7]
    assert found.frequency.tolist() == [2, 0]
    assert found.recency.tolist() == [3.0, 0.0]
    assert found.age.tolist() == [3.0, 0.0]
    assert found.value[0] == 7.0
    assert np.isnan(found.value[1])


def test_nobody_by_then_is_no_fault():
    found = histories_of(np.array([1]), np.array([5]), np.array([1.0]), 4)
    assert len(found.guest) == len(found.frequency) == 0
