"""Codes of what happens to matching."""

from typing import Final

MODEL_LEARNT: Final = "identity.model.learnt"
MODEL_REFUSED: Final = "identity.model.refused"
RUN_ORDERED: Final = "identity.run.ordered"
RUN_FINISHED: Final = "identity.run.finished"
