"""Proofs too long for every run of the tests; each has a small version among them.

A proof takes `progress` and gives a mapping of figures with `ok`; `./huitouke prove NAME` prints it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from huitouke.testing.proofs.kills import prove_kills

PROOFS: dict[str, Callable[..., Mapping[str, Any]]] = {"kills": prove_kills}
