"""docs/reference/dependencies.md gives each dependency one reason, and names none that is gone."""

import re
import tomllib

from huitouke.testing.sources import REPOSITORY

PAGE = REPOSITORY / "docs" / "reference" / "dependencies.md"


def test_every_dependency_has_its_reason_and_no_other_stands_there():
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *(one for group in groups for one in group)]
    names = {re.match(r"[A-Za-z0-9-]+", one)[0] for one in wanted}
    rows = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    rows.pop("package")
    assert set(rows) == names
    assert all(reason.strip() for reason in rows.values())
