import pytest

from huitouke.guests.values.cells import has_unsafe_signs, is_empty, split_list, tidy, tidy_lines
from huitouke.guests.values.folding import fold, is_gram_sign, is_hanzi


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("張偉", "张伟"),
        ("ＺＨＡＮＧ　Ｗｅｉ", "zhang wei"),
        ("Müller", "MULLER"),
        ("Łódź Ørsted", "lodz orsted"),
        ("Straße", "STRASSE"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽・买买提", "阿依古丽‧买买提"),
        ("阿依古丽．买买提", "阿依古丽･买买提"),
        ("O’Brien", "o'brien"),
        ("ﬁsh", "fish"),
        ("Zoë", "Zoe\u0308"),
    ],
)
def test_folds_two_spellings_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_keeps_marks_that_make_another_letter() -> None:
    assert fold("がぎ") == "がぎ"
    assert fold("김철수") == "김철수"


@pytest.mark.parametrize("sign", ["张", "㛃", "𠮷", "𬱖", "〇", "々", "\uf900"])
def test_knows_hanzi_of_every_block(sign: str) -> None:
    assert is_hanzi(sign)


@pytest.mark.parametrize("sign", ["a", "1", "か", "김", "。", "😀", "·"])
def test_takes_nothing_else_for_hanzi(sign: str) -> None:
    assert not is_hanzi(sign)


def test_searches_scripts_without_ascii_letters_by_grams() -> None:
    assert all(map(is_gram_sign, "张김かиم"))
    assert not any(map(is_gram_sign, "az09·😀 "))


def test_takes_control_signs_and_overrides_out() -> None:
    assert tidy("张\x00伟\u202e") == "张伟"
    assert tidy("\ud800ab\ufeff") == "ab"
    assert has_unsafe_signs("a\u202eb")
    assert not has_unsafe_signs("张　伟\t1")


def test_keeps_joiners_that_persian_and_emoji_need() -> None:
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"
    assert tidy("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"


def test_keeps_lines_where_lines_mean_something() -> None:
    assert tidy("a\r\n b") == "a b"
    assert tidy_lines("a\r\n\n b ") == "a\nb"


@pytest.mark.parametrize(
    "text", ["-", "N/A", "null", "NULL", "无", "未知", "None", "nan", "——", "0000-00-00"]
)
def test_reads_words_for_nothing_as_empty(text: str) -> None:
    assert is_empty(text)


def test_takes_na_for_a_value_where_it_can_be_one() -> None:
    assert is_empty("NA", "company")
    assert not is_empty("NA", "nationality")
    assert not is_empty("Na", "family_name")


def test_splits_a_cell_of_several_values() -> None:
    assert split_list("高楼层、无烟房，远离电梯; 高楼层|无") == ["高楼层", "无烟房", "远离电梯"]
    assert split_list("no feathers\nno nuts") == ["no feathers", "no nuts"]
    assert split_list("-") == []
