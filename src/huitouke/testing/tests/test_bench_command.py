"""Every bench from end to end, with few guests: the command, its server, its database, its report."""

import json
import os
import subprocess
import sys

import pytest

from huitouke.cli.wiring import REPOSITORY

pytestmark = pytest.mark.long

GUESTS = 1_000
CASES = {
    "import_guests": ["csv", "changed"],
    "import_bookings": ["csv"],
    "intake": ["messages"],
    "match_full": ["first"],
    "match_day": ["new"],
    "match_live": ["typed"],
    "guest_page": ["alone", "c8"],
    "guest_list": ["page1", "deep", "c8"],
    "guest_search": [
        "hanzi",
        "hanzi1",
        "pinyin",
        "initials",
        "latin",
        "phone_tail",
        "phone_part",
        "email",
        "plate",
        "card",
        "company",
        "id_number",
    ],
    "api_get_guest": ["alone", "c8"],
    "conditions": ["page", "count"],
    "today": ["page", "arrivals", "in_house", "departures"],
    "guest_page_stays": ["page", "tab"],
}


def run(home, *words):
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("HUITOUKE_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-P", "-m", "huitouke", "bench", *words],
        env={
            **kept,
            "HUITOUKE_HOME": str(home),
            "HUITOUKE_ENV_FILE": "none",
            "PYTHONPATH": str(REPOSITORY / "src"),
        },
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    home = tmp_path_factory.mktemp("bench")
    done = run(home, f"--guests={GUESTS}", "--rows=500", "--json")
    assert done.returncode == 0, done.stderr
    return home, done


def test_every_case_prints_one_line_with_its_limit(report):
    _home, done = report
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert [(line["bench"], line["case"]) for line in lines] == [
        (bench, case) for bench, cases in CASES.items() for case in cases
    ]
    for line in lines:
        figure = line["per_second"] or line["p95_ms"]
        assert line["guests"] == GUESTS
        assert figure > 0
        assert line["limit"] > 0
        ratio = figure / line["limit"] if line["per_second"] else line["limit"] / figure
        assert line["ratio"] == pytest.approx(ratio, rel=0.05, abs=0.002)
        assert line["peak_rss_mb"] > 20


def test_says_the_size_and_checks_its_rows_before_it_measures(report):
    _home, done = report

    assert f"The bench with {GUESTS:,} guests takes up to" in done.stderr
    assert f"{GUESTS:,} guests written as the bench does are the same as an import of them." in done.stderr


def test_leaves_its_own_folder_only_and_no_server_behind(report):
    home, _done = report

    assert not (home / "postgres").exists()
    assert (home / "bench" / "postgres" / "data").is_dir()
    assert not (home / "bench" / "postgres" / "data" / "postmaster.pid").exists()
    assert list((home / "bench" / "files").iterdir()) == []


def test_names_the_benches_for_a_wrong_name(tmp_path):
    done = run(tmp_path, "guest_pages")

    assert done.returncode == 2
    assert "There are: import_guests, import_bookings, intake, match_full" in done.stderr
