"""Kill -9 of importer, worker and database, small; `./huitouke prove kills` does it with 100,000 rows and ten kills."""

import pytest

from huitouke.testing.proofs import PROOFS

pytestmark = pytest.mark.long


def test_an_import_struck_three_times_ends_as_the_undisturbed_one_and_can_be_taken_back():
    found = PROOFS["kills"](rows=12_000, kills=3, hurried=True)
    assert found["failed"] == 0, found
    assert [victim.split("@")[0] for victim in found["struck"]] == ["importer", "worker", "database"]
    assert found["founded"] > 6_000
