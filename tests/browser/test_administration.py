"""The pages of the administrator, in both languages, on a desk and on a phone."""

from datetime import UTC, datetime, timedelta

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.models import Branch
from huitouke.hotels.services import add_room, add_room_type
from huitouke.kernel.backups.shelf import Receipt, Shelf

PAGES = {
    "settings": "/settings/",
    "webhooks": "/settings/webhooks/",
    "first-day": "/settings/first-day/",
    "organisation": "/settings/organisation/",
    "branch-new": "/settings/organisation/branches/new/",
    "backups": "/settings/backups/",
    "codes": "/settings/codes/",
    "codes-feature": "/settings/codes/room_feature/",
    "codes-region": "/settings/codes/region/?q=西湖",
    "rooms": "/settings/rooms/",
    "room-new": "/settings/rooms/new/",
    "room-type-new": "/settings/room-types/new/",
}


@pytest.fixture
def busy_house(house, settings):
    """The house of the tests, with what only an administrator has to do with."""
    main = Branch.objects.get(code="MAIN")
    for code, words, area in (("DLK", "豪华大床房", "32"), ("TWN", "高级双床房", "28.5")):
        kind = add_room_type(
            actor=SYSTEM,
            branch=main,
            code=code,
            labels={"zh": words},
            area=area,
            beds=["king"],
            facilities=["wifi"],
        )
        for number in range(4):
            add_room(
                actor=SYSTEM,
                branch=main,
                number=f"{8 + number}0{len(code)}{code[0]}",
                room_type_id=kind.id,
                floor=str(8 + number),
                features=["quiet", "lake_view"][: number % 3],
            )
    shelf = Shelf(settings.BACKUP_DIR)
    shelf.make()
    for day in range(4):
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=day, hours=5)
        name = shelf.name_of(at)
        (shelf.folder / name).write_bytes(b"x" * 4096)
        proven = at if day % 3 == 0 else None
        shelf.write_receipt(Receipt(name, at, 41.7, 4096, True, "0.1.0", 44, 1_234_567, 80, day > 0, proven))
    return house


def test_every_page_is_clean(busy_house, enter, looks_right_at_both, language):
    page = enter("adam", language)
    for name, address in PAGES.items():
        page.goto(busy_house.url + address)
        looks_right_at_both(f"{name}-{language[:2]}")
