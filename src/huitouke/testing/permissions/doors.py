"""The table: every address of the site and every operation of the API, and who may pass. `door.py` says how to read
a line."""

from typing import Final

from huitouke.testing.permissions.api_doors import API
from huitouke.testing.permissions.company_doors import COMPANIES
from huitouke.testing.permissions.door import Door
from huitouke.testing.permissions.guest_doors import GUESTS
from huitouke.testing.permissions.house_doors import HOUSE
from huitouke.testing.permissions.stay_doors import STAYS

DOORS: Final[tuple[Door, ...]] = (*HOUSE, *GUESTS, *COMPANIES, *STAYS, *API)
