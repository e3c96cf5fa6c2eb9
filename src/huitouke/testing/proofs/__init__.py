"""Proofs too long for every run of the tests; each has a small version among them.

A proof takes `progress` and gives a mapping: `tried` and `failed` are counts, and it holds where something was
tried and nothing failed; whatever else stands in the mapping tells people what was seen. `./huitouke prove NAME`
prints it, with `--json` the counts and the seconds alone.
"""

from collections.abc import Callable, Mapping
from typing import Any

from huitouke.testing.proofs.backup import prove_backup
from huitouke.testing.proofs.conditions import prove_conditions
from huitouke.testing.proofs.erase import prove_erase
from huitouke.testing.proofs.fuzz import prove_fuzz
from huitouke.testing.proofs.kills import prove_kills
from huitouke.testing.proofs.matches import prove_matches
from huitouke.testing.proofs.matching import prove_matching
from huitouke.testing.proofs.merges import prove_merges
from huitouke.testing.proofs.messages import prove_messages
from huitouke.testing.proofs.permissions import prove_permissions
from huitouke.testing.proofs.spark import prove_spark

PROOFS: dict[str, Callable[..., Mapping[str, Any]]] = {
    "backup": prove_backup,
    "fuzz": prove_fuzz,
    "kills": prove_kills,
    "matching": prove_matching,
    "matches": prove_matches,
    "merges": prove_merges,
    "messages": prove_messages,
    "permissions": prove_permissions,
    "conditions": prove_conditions,
    "erase": prove_erase,
    "spark": prove_spark,
}
