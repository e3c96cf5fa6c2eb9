"""Files of make-believe guests for tests, proofs and benches."""

import csv
from collections.abc import Iterable
from pathlib import Path

from huitouke.demo.records import DemoRecord

COLUMNS = (
    "external_id", "name", "latin_name", "form_of_address", "sex", "birth_date", "kept_birthday", "lunar_birthday",
    "nationality",
    "language", "mobile", "office_phone", "home_phone", "phone", "fax", "email", "wechat", "qq", "id_card", "passport",
    "hkmo_permit", "taiwan_permit", "residence_permit", "foreign_id", "company", "position", "address",
    "card_number", "plate", "preference", "taboo", "allergy", "tag", "note", "referred_by",
)  # fmt: skip


def write_guest_csv(path: Path, records: Iterable[DemoRecord]) -> Path:
    """Write records as a CSV with one column a target; the path of the map file that goes with it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for record in records:
            raw = record.raw
            writer.writerow(["\n".join(raw[column]) if column in raw else "" for column in COLUMNS])
    mapping = path.with_suffix(".map")
    mapping.write_text("".join(f"{column} = {column}\n" for column in COLUMNS), encoding="utf-8")
    return mapping
