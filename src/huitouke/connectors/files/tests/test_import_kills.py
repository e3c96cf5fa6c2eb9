"""Kill -9 of importer and database, small; `./huitouke prove kills` does it with 50,000 rows and five kills."""

from huitouke.testing.proofs import PROOFS


def test_an_import_killed_twice_ends_as_the_undisturbed_one():
    found = PROOFS["kills"](rows=2_400, kills=2)
    assert not found["failed"], found
    assert [victim.split("@")[0] for victim in found["struck"]] == ["importer", "database"]
    assert found["rows"]["records"] > 2_400 * 0.9
