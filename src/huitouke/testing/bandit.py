"""What bandit says of the product, against the list of what we looked at and let stand, each with its reason.

`python -m huitouke.testing.bandit` is a step of `./huitouke test`: it fails on a finding without a reason, and on a
reason without a finding.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from fnmatch import fnmatch
from typing import Final

from huitouke.testing.sources import SOURCE

_STARTED: Final = (
    "starts our own program, or PostgreSQL's, npm's or the browser's, by a list of words and no shell"
)
_NAMES: Final = "the names of tables and columns are constants of our models; every value is a parameter"
_WORD: Final = "a word of ours that is called password, token or secret; it is none"

REASONS: Final[dict[tuple[str, str], str]] = {
    ("cli/*", "B404"): _STARTED,
    ("cli/*", "B603"): _STARTED,
    ("cli/*", "B607"): "git, npm and apt are found on the path of whoever develops",
    ("kernel/backups/tasks.py", "B404"): _STARTED,
    ("kernel/backups/tasks.py", "B603"): _STARTED,
    ("cli/__init__.py", "B105"): _WORD,
    ("cli/doctor_checks/machine.py", "B105"): _WORD,
    ("config/settings.py", "B105"): _WORD,
    ("demo/load.py", "B105"): "the password of the make-believe logins, told by the demo itself",
    (
        "cli/postgres_folders.py",
        "B108",
    ): "a folder of ours below it, made with mode 0700 and checked to be ours",
    ("cli/serve.py", "B104"): "compares what was asked for with all interfaces, to warn",
    ("demo/*", "B311"): "make-believe data from a seed: the same seed gives the same hotel",
    ("demo/records.py", "B101"): "tells the type checker what the line before made sure of",
    ("intake/drafts.py", "B101"): "tells the type checker what the line before made sure of",
    ("guests/company_search.py", "B608"): _NAMES,
    (
        "guests/conditions/asking.py",
        "B611",
    ): "the condition engine's own SQL, whose every value is a parameter",
    ("guests/search.py", "B608"): _NAMES,
    ("guests/services/companies_together.py", "B608"): _NAMES,
    ("guests/services/tag_rules.py", "B608"): _NAMES,
    ("guests/services/together.py", "B608"): _NAMES,
    ("identity/conditions.py", "B608"): _NAMES,
    ("identity/matching/engine.py", "B608"): _NAMES,
    ("identity/matching/spark_database.py", "B404"): "asks the Java of this machine for its version",
    ("identity/matching/spark_database.py", "B603"): "asks the Java of this machine for its version",
    ("identity/matching/training.py", "B608"): _NAMES,
    ("identity/papers.py", "B608"): _NAMES,
    ("identity/services/bulk_acts.py", "B608"): _NAMES,
    ("identity/services/bulk_steps.py", "B608"): _NAMES,
    ("identity/services/company_take_back.py", "B608"): _NAMES,
    ("identity/services/match_new_rows.py", "B608"): _NAMES,
    ("identity/services/relation_finding.py", "B608"): _NAMES,
    ("identity/services/take_back.py", "B608"): _NAMES,
    ("identity/snapshots.py", "B608"): _NAMES,
    ("identity/togetherness.py", "B608"): _NAMES,
    ("intake/drafts.py", "B608"): _NAMES,
    ("stays/conditions.py", "B608"): _NAMES,
    ("stays/moving.py", "B608"): _NAMES,
    ("kernel/conditions/columns.py", "B608"): _NAMES,
    ("kernel/conditions/running.py", "B608"): _NAMES,
    ("kernel/conditions/sql.py", "B608"): _NAMES,
    ("kernel/partitions.py", "B608"): _NAMES,
    (
        "web/templatetags/sheets.py",
        "B703",
    ): "every text of a row goes through `escape`, and a test puts markup into each of them",
    ("kernel/rotation.py", "B608"): _NAMES,
    ("kernel/bulk.py", "B608"): _NAMES,
    ("kernel/moving.py", "B608"): _NAMES,
    ("kernel/parting.py", "B608"): _NAMES,
    ("kernel/snapshots.py", "B608"): _NAMES,
    ("web/settings/webhooks.py", "B105"): "the empty text until a secret is made",
    ("web/settings/connections.py", "B107"): "the empty text until a secret is made",
    ("web/settings/webhooks.py", "B107"): "the empty text until a secret is made",
    (
        "web/templatetags/boxes.py",
        "B308",
    ): "marks constants of the line itself; values go through format_html",
}
"""File below `src/huitouke` and bandit's number, to why it stands."""


def findings() -> list[tuple[str, str, int, str]]:
    """File, number, line and words of everything that bandit finds in the product: no tests, no test tools."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bandit",
            "--quiet",
            "--recursive",
            "--format=json",
            f"--exclude=*/tests/*,{SOURCE}/testing",
            str(SOURCE),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    told = json.loads(done.stdout)
    if told["errors"]:
        raise RuntimeError(f"bandit could not read {told['errors']}")
    return [
        (
            str(one["filename"]).removeprefix(f"{SOURCE}/"),
            one["test_id"],
            one["line_number"],
            one["issue_text"],
        )
        for one in told["results"]
    ]


def judged(found: Iterable[tuple[str, str, int, str]]) -> list[str]:
    """What is wrong: findings that nobody gave a reason for, and reasons that nothing is found for."""
    used: set[tuple[str, str]] = set()
    wrong = []
    for file, number, line, words in found:
        reasons = [key for key in REASONS if key[1] == number and fnmatch(file, key[0])]
        used.update(reasons)
        if not reasons:
            wrong.append(f"{file}:{line} {number} {words}")
    return wrong + [f"{file} {number}: a reason without a finding" for file, number in REASONS.keys() - used]


if __name__ == "__main__":
    problems = judged(findings())
    print("\n".join(problems))  # noqa: T201
    sys.exit(1 if problems else 0)
