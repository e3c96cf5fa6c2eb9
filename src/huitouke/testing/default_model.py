"""Makes the model that a new installation weighs with: learnt on the make-believe group, without its truth.

    python -m huitouke.testing.default_model

writes `identity/matching/default_model.json`. Run it again whenever comparisons, levels or normalising change.
"""

import hashlib
import json
from datetime import date
from typing import Final

from huitouke.demo.records import generate
from huitouke.identity.matching.default import PATH
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.kept import kept_form
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.matching.told import told_by
from huitouke.identity.matching.training import train

GUESTS: Final = 20_000
SEED: Final = 20260101
LEAST_SHARE: Final = 2e-4
"""Rarer values are not shipped: what is rare among make-believe guests says nothing of a hotel's."""


def rows() -> list[MatchRow]:
    """The rows of the make-believe group."""
    records = generate(GUESTS, SEED, ["1"], date(2026, 1, 1))
    return [
        kept_form(normalise(told_by(str(number), record.raw)), _blind)
        for number, record in enumerate(records)
    ]


def _blind(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make() -> None:
    """Learn and write."""
    table = Table(rows())
    try:
        told = train(table).to_json()
        records = len(table)
    finally:
        table.close()
    frequencies = told["frequencies"]
    frequencies["shares"] = {
        column: {value: round(share, 7) for value, share in shares.items() if share >= LEAST_SHARE}
        for column, shares in frequencies["shares"].items()
    }
    PATH.write_text(
        json.dumps({"records": records, "model": told}, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    make()
