"""The pages of the administrator, in both languages, on a desk and on a phone."""

from datetime import UTC, datetime, timedelta

import pytest

from huitouke.kernel.backups.shelf import Receipt, Shelf

PAGES = {
    "backups": "/settings/backups/",
}


@pytest.fixture
def busy_house(house, settings):
    """The house of the tests, with what only an administrator has to do with."""
    shelf = Shelf(settings.BACKUP_DIR)
    shelf.make()
    for day in range(4):
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=day, hours=5)
        name = shelf.name_of(at)
        (shelf.folder / name).write_bytes(b"x" * 4096)
        proven = at if day % 3 == 0 else None
        shelf.write_receipt(Receipt(name, at, 41.7, 4096, True, "0.1.0", 44, 1_234_567, 80, day > 0, proven))
    return house


def test_every_page_is_clean(busy_house, enter, looks_right, language, size):
    page = enter("adam", language, size)
    for name, address in PAGES.items():
        page.goto(busy_house.url + address)
        looks_right(f"{name}-{language[:2]}-{size}")
