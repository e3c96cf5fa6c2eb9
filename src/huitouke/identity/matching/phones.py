"""The telephone numbers by which a person may be known."""

import re
from collections.abc import Iterable
from typing import Final

from huitouke.guests.values.phones import read_phone, split_phones

_FILLERS: Final = frozenset(
    {"13800138000", "13900139000", "12345678901", "13812345678", "18612345678", "13012345678"}
)
_RUNS: Final = ("01234567890123456789", "98765432109876543210")
_ONE_DIGIT = re.compile(r"(\d)\1{6,}$")
TEXT_LIMIT: Final = 500


def is_filler(number: str) -> bool:
    """Whether an E.164 number was typed because a box wanted one: the operator's own service number, eight equal digits
    at the end, or the digits in their order."""
    national = number.removeprefix("+86") if number.startswith("+86") else number[1:]
    if national in _FILLERS:
        return True
    tail = national[-8:]
    return len(set(tail)) == 1 or any(tail in run for run in _RUNS) or _ONE_DIGIT.search(national) is not None


def numbers_of(
    texts: Iterable[str], region: str = "CN", own: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The numbers in E.164, each once, in their order; one with an extension stands with it behind it as well
    (`+8675512345678` and `+8675512345678;ext=801`).

    Left out: what is no number of any plan, masked and lent numbers, hotlines (400, 800, 95…), fillers, and the
    hotel's `own` numbers.
    """
    found: dict[str, None] = {}
    for text in texts:
        for piece in split_phones(text[:TEXT_LIMIT]):
            phone = read_phone(piece, region)
            if phone is None or phone.is_relay or phone.is_masked or not phone.is_known:
                continue
            number = phone.number
            if not number.startswith("+") or number in own or is_filler(number):
                continue
            found[number] = None
            if phone.extension:
                found[f"{number};ext={phone.extension}"] = None
    return tuple(found)
