"""The model that weighs before the hotel's own records have taught one: learnt on the make-believe group."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from huitouke.identity.matching.model import Model

PATH: Final = Path(__file__).with_name("default_model.json")
FEWEST: Final = 1000
"""Of fewer records the prior is not raised any further."""


@cache
def _shipped() -> tuple[int, Model]:
    told = json.loads(PATH.read_text(encoding="utf-8"))
    return int(told["records"]), Model.from_json(told["model"])


def default_model(records: int) -> Model:
    """The shipped model for a table of so many records."""
    learnt_on, model = _shipped()
    return grown(model, learnt_on, records)


def grown(model: Model, learnt_on: int, records: int) -> Model:
    """A model that was learnt on so many records, for a table of another size. Pairs of one person grow with the
    records, all pairs with their square: the prior falls as the table grows."""
    return replace(model, prior=min(model.prior * learnt_on / max(records, FEWEST), 0.5))
