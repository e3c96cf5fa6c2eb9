import json

import pytest
from click.testing import CliRunner

from huitouke.cli import verbs
from huitouke.identity.matching.evaluation import figures
from huitouke.identity.matching.labelled import read_labelled
from huitouke.identity.matching.tests.samples import public_set


def evaluate(*words):
    return CliRunner().invoke(verbs, ["evaluate", "matching", *map(str, words)])


def test_finds_the_persons_of_febrl1_without_its_number():
    path = public_set("febrl1.parquet")
    result = evaluate(path, "--truth", "true_id", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout.splitlines()[-1])
    assert set(told) == {
        "true_pairs", "found_pairs", "precision", "recall", "f1", "cluster_f1", "seconds", "automatic",
    }  # fmt: skip
    assert told["true_pairs"] == 500
    assert told["f1"] >= 0.998
    assert told["precision"] >= 0.999
    assert told["automatic"]["precision"] >= 0.995
    read = read_labelled(path, "true_id").read
    assert {"soc_sec_id", "rec_id", "true_id"}.isdisjoint(read)


def test_counts_pairs_by_hand():
    truth = ["a", "a", "a", "b", "b", "c"]
    found = figures([[0, 1], [2, 3, 4], [5]], truth)
    assert (found.true_pairs, found.found_pairs) == (4, 4)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.cluster_f1 == pytest.approx(1 / 3), (
        "one of three persons is exactly right, and one of three found"
    )


def test_with_two_files_only_pairs_across_them_count():
    truth, parts = ["a", "a", "a", "b", "b"], [0, 0, 1, 0, 1]
    found = figures([[0, 1, 2], [3], [4]], truth, parts)
    assert (found.true_pairs, found.found_pairs) == (3, 2)
    assert (found.precision, found.recall) == (1.0, pytest.approx(2 / 3))


def test_a_csv_is_read_by_its_headings_and_a_map_tells_the_rest(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(
        "who,First Name,Last Name,geboren,手机,SSN\n1,Zoë,O'Neil,31.01.1990,138 0013 8000,007\n1,,,,,\n",
        encoding="utf-8",
    )
    read = read_labelled(path, "who", {"geboren": "birth_date"})
    assert read.truth == ["1", "1"]
    assert "SSN" not in read.read
    first, second = read.rows
    assert (first.given, first.family, first.birth_date, first.phones) == (
        "zoe",
        "o neil",
        "19900131",
        ("13800138000",),
    )
    assert (second.family, second.phones, second.name_key) == ("", (), "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv", "--truth", "a"], "There is no file nowhere.csv"),
        (["people.csv", "--truth", "true_id"], "has no column true_id. It has: who, surname"),
        (["people.csv", "--truth", "who", "--map", "surname=colour"], "No field is called colour"),
        (["people.csv", "--truth", "who", "--map", "surname"], "surname is not column=field"),
        (["people.csv", "--truth", "who", "--map", "name=family"], "has no column name to map"),
        (["people.csv", "--truth", "who", "--map", "surname="], "No column of people.csv is understood"),
        (["people.csv", "--truth", "who"], "Two records are needed"),
        (["broken.parquet", "--truth", "who"], "neither a Parquet file nor a CSV file"),
    ],
)
def test_says_what_is_wrong_with_a_table(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text("who,surname\n1,Wang\n", encoding="utf-8")
    (tmp_path / "broken.parquet").write_bytes(b"no parquet")
    result = evaluate(*words)
    assert result.exit_code == 1
    assert said in result.output
