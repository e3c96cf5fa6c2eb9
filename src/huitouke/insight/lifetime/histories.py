"""Of each guest how often they came, when first and last, and what they spent: all that the models know of them."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

DAYS_A_WEEK: Final = 7.0


@dataclass(frozen=True, slots=True)
class Histories:
    """Arrays of one length, one place a guest, in the order of `guest`.

    `frequency`: days on which they came after the first. `recency_days`: from the first to the last of them, 0 for one
    who came once. `age_days`: from the first to the day until which is known. `value`: mean of what they spent on a day
    after the first; nan for one who came once. `log_gaps`: sum of the logarithms of the weeks from each day to the
    next.
    """

    guest: NDArray[np.int64]
    frequency: NDArray[np.int64]
    recency_days: NDArray[np.int64]
    age_days: NDArray[np.int64]
    value: NDArray[np.float64]
    log_gaps: NDArray[np.float64]

    def only(self, chosen: NDArray[np.bool_]) -> "Histories":
        """Those of some guests."""
        return Histories(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @property
    def recency(self) -> NDArray[np.float64]:
        """In weeks."""
        return self.recency_days / DAYS_A_WEEK

    @property
    def age(self) -> NDArray[np.float64]:
        """In weeks."""
        return self.age_days / DAYS_A_WEEK


def histories_of(
    guest: NDArray[np.int64], day: NDArray[np.int64], amount: NDArray[np.float64], until: int
) -> Histories:
    """Histories of all who came on or before the day `until`. The arrays have one place a purchase: whose, on which day
    (counted from any day), for how much; several of one guest on one day are one."""
    known = day <= until
    guest, day, amount = by_day(guest[known], day[known], amount[known])
    if not len(guest):
        none = np.empty(0, np.int64)
        return Histories(none, none, none, none, np.empty(0), np.empty(0))
    begins = np.flatnonzero(np.r_[True, guest[1:] != guest[:-1]])
    ends = np.r_[begins[1:], len(guest)] - 1
    frequency = ends - begins
    later = np.add.reduceat(amount, begins) - amount[begins]
    value = np.full(len(begins), np.nan)
    np.divide(later, frequency, out=value, where=frequency > 0)
    first = day[begins]
    log_gaps = np.zeros(len(day))
    again = np.r_[False, guest[1:] == guest[:-1]]
    log_gaps[again] = np.log((day[again] - day[np.flatnonzero(again) - 1]) / DAYS_A_WEEK)
    return Histories(
        guest[begins],
        frequency,
        day[ends] - first,
        until - first,
        value,
        np.add.reduceat(log_gaps, begins),
    )


def by_day(
    guest: NDArray[np.int64], day: NDArray[np.int64], amount: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Purchases by guest and day, those of one guest on one day summed into one."""
    order = np.lexsort((day, guest))
    guest, day, amount = guest[order], day[order], amount[order]
    if not len(guest):
        return guest, day, amount
    begins = np.flatnonzero(np.r_[True, (guest[1:] != guest[:-1]) | (day[1:] != day[:-1])])
    return guest[begins], day[begins], np.add.reduceat(amount, begins)
