"""Phones, e-mails, papers and plates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.guests.values.documents import (
    DocumentRefused,
    check_sign,
    current_number,
    guess_kind,
    has_citizen_shape,
    mask_number,
    read_citizen_id,
    read_document,
    read_document_kind,
)
from huitouke.guests.values.emails import is_relay_address, mask_email, read_email, split_emails
from huitouke.guests.values.phones import mask_phone, read_phone, split_phones
from huitouke.guests.values.plates import fold_plate, read_plate
from huitouke.guests.values.regions import is_known_region

TODAY = date(2026, 11, 21)
FIXTURE = "34052419800101001X"  # The example that GB 11643 explains the check digit with.


@pytest.mark.parametrize(
    ("text", "number", "kind", "extension", "is_relay"),
    [
        ("13812342217", "+8613812342217", "mobile", "", False),
        ("+86 138-1234-2217", "+8613812342217", "mobile", "", False),
        ("0086 13812342217", "+8613812342217", "mobile", "", False),
        ("86 138 1234 2217", "+8613812342217", "mobile", "", False),
        ("１３８１２３４２２１７", "+8613812342217", "mobile", "", False),
        ("13812345678.0", "+8613812345678", "mobile", "", False),
        ("tel:13812345678", "+8613812345678", "mobile", "", False),
        ("17912345678", "+8617912345678", "mobile", "", False),
        ("17012345678转1234", "+8617012345678", "mobile", "1234", True),
        ("17012345678,1234", "+8617012345678", "mobile", "1234", True),
        ("170 1234 5678 ext. 1234", "+8617012345678", "mobile", "1234", True),
        ("4008206666转12345", "4008206666", "other", "12345", True),
        ("4008206666", "4008206666", "other", "", False),
        ("950131234567", "950131234567", "other", "", True),
        ("138****2217", "138****2217", "other", "", True),
        ("138XXXX2217", "138****2217", "other", "", True),
        ("021-62345678", "+862162345678", "landline", "", False),
        ("021-62345678-801", "+862162345678", "landline", "801", False),
        ("(010) 6234 5678", "+861062345678", "landline", "", False),
        ("0755-82345678 转 12", "+8675582345678", "landline", "12", False),
        ("+44 20 7946 0958", "+442079460958", "landline", "", False),
        ("00 44 7911 123456", "+447911123456", "mobile", "", False),
        ("+852 9123 4567", "+85291234567", "mobile", "", False),
        ("+1 650 253 0000", "+16502530000", "mobile", "", False),
        ("62345678", "62345678", "other", "", False),
        ("+8612345", "+8612345", "other", "", False),
    ],
)
def test_reads_a_phone(text: str, number: str, kind: str, extension: str, is_relay: bool) -> None:
    phone = read_phone(text)
    assert phone is not None
    assert (phone.number, phone.kind, phone.extension, phone.is_relay) == (number, kind, extension, is_relay)


@pytest.mark.parametrize("text", ["", "abc", "123", "1.38E+10", "无", "1" * 30, "张伟", "😀"])
def test_refuses_what_is_no_phone(text: str) -> None:
    assert read_phone(text) is None


def test_parts_several_phones_but_no_extension() -> None:
    assert split_phones("13812345678/13912345678、021-62345678,801") == [
        "13812345678",
        "13912345678",
        "021-62345678,801",
    ]
    assert split_phones("13812345678，13912345678") == ["13812345678", "13912345678"]
    assert split_phones("13812345678") == ["13812345678"]


def test_masks_a_phone() -> None:
    assert mask_phone("+8613812342217") == "138****2217"
    assert mask_phone("+442079460958") == "********0958"
    assert mask_phone("62345") == "***45"
    assert mask_phone("") == ""


@given(st.text(alphabet="0123456789+*- ", max_size=24))
def test_never_shows_more_of_a_phone_than_allowed(number: str) -> None:
    masked = mask_phone(number)
    assert sum(sign.isdigit() for sign in masked) <= 7
    if not masked.startswith("1"):
        assert sum(sign.isdigit() for sign in masked) <= 4


@given(st.text(max_size=80))
def test_reads_any_text_as_phone_or_none(text: str) -> None:
    phone = read_phone(text)
    assert phone is None or phone.number
    for piece in split_phones(text):
        read_phone(piece)


@pytest.mark.parametrize(
    ("text", "address", "is_relay"),
    [
        ("A.B@Example.COM", "a.b@example.com", False),
        ("Zhang San <z@x.cn>", "z@x.cn", False),
        ("mailto:z@x.cn", "z@x.cn", False),
        ("z＠x.cn", "z@x.cn", False),
        ("jürgen@münchen.de", "jürgen@münchen.de", False),
        ("883263@guest.booking.com", "883263@guest.booking.com", True),
        ("x1@m.expediapartnercentral.com", "x1@m.expediapartnercentral.com", True),
        ("x2@guest.airbnb.com", "x2@guest.airbnb.com", True),
        ("x3@agoda-messaging.com", "x3@agoda-messaging.com", True),
        ("x4@guest.trip.com", "x4@guest.trip.com", True),
        ("x5@hotel.ctrip.com", "x5@hotel.ctrip.com", True),
        ("noreply@somewhere.com", "noreply@somewhere.com", True),
        ("ann@booking.com", "ann@booking.com", False),
        ("13812345678@163.com", "13812345678@163.com", False),
    ],
)
def test_reads_an_address(text: str, address: str, is_relay: bool) -> None:
    email = read_email(text)
    assert email is not None
    assert (email.address, email.is_relay) == (address, is_relay)


@pytest.mark.parametrize(
    "text", ["", "@", "a@b", "a b@c.de", "a@@b.de", ".a@b.de", "a..b@c.de", "a@b.de.", "张伟", "a@-.de"]
)
def test_refuses_what_is_no_address(text: str) -> None:
    assert read_email(text) is None


def test_parts_several_addresses() -> None:
    assert split_emails("a@b.de; c@d.cn、e@f.fr") == ["a@b.de", "c@d.cn", "e@f.fr"]


def test_masks_an_address() -> None:
    assert mask_email("zhang@example.com") == "z***@example.com"
    assert mask_email("z@example.com") == "***@example.com"
    assert mask_email("nonsense") == "***"


@given(st.text(max_size=80))
def test_reads_any_text_as_address_or_none(text: str) -> None:
    email = read_email(text)
    if email is not None:
        assert "@" in email.address
        assert mask_email(email.address).count("*") == 3
        assert isinstance(is_relay_address(email.address), bool)


@pytest.mark.parametrize(
    ("text", "kind", "born", "sex"),
    [
        (FIXTURE, "id_card", date(1980, 1, 1), "male"),
        ("34052419800101001x", "id_card", date(1980, 1, 1), "male"),
        ("340524 19800101 001X", "id_card", date(1980, 1, 1), "male"),
        ("３４０５２４１９８００１０１００１Ｘ", "id_card", date(1980, 1, 1), "male"),
        (
            "81000019900307002" + check_sign("81000019900307002"),
            "residence_permit",
            date(1990, 3, 7),
            "female",
        ),
        ("83000019900307001" + check_sign("83000019900307001"), "residence_permit", date(1990, 3, 7), "male"),
        ("93184019900307001" + check_sign("93184019900307001"), "foreign_id", date(1990, 3, 7), "male"),
    ],
)
def test_reads_a_citizen_id(text: str, kind: str, born: date, sex: str) -> None:
    paper = read_citizen_id(text, today=TODAY)
    assert (paper.kind, paper.birth_date, paper.sex) == (kind, born, sex)
    assert not paper.converted


def test_converts_the_older_form_and_says_so() -> None:
    paper = read_citizen_id("340524800101001", today=TODAY)
    assert (paper.number, paper.converted) == (FIXTURE, True)
    assert current_number("340524800101001") == FIXTURE
    assert current_number("E12345678") == "E12345678"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("340524198001010011", "id_checksum_wrong"),
        ("34052419800230001" + check_sign("34052419800230001"), "id_date_wrong"),
        ("34052420990101001" + check_sign("34052420990101001"), "id_date_wrong"),
        ("3405241980010100", "id_shape_wrong"),
        ("E12345678", "id_shape_wrong"),
        ("", "id_shape_wrong"),
    ],
)
def test_refuses_a_wrong_citizen_id_without_repeating_it(text: str, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_citizen_id(text, today=TODAY)
    assert refused.value.code == code
    assert not text or text not in str(refused.value)


def test_takes_an_unknown_region_with_a_warning_and_knows_historical_ones() -> None:
    number = "00000119800101001"
    paper = read_citizen_id(number + check_sign(number), today=TODAY)
    assert not paper.is_region_known
    assert is_known_region("110101")
    assert is_known_region("110103")  # Chongwen, joined to Dongcheng in 2010
    assert not is_known_region("999999")


@given(st.integers(0, 10**17 - 1))
def test_accepts_one_check_digit_and_refuses_the_ten_others(number: int) -> None:
    first = f"{number:017}"
    right = check_sign(first)
    for sign in "0123456789X":
        accepted = True
        try:
            read_citizen_id(first + sign, today=TODAY)
        except DocumentRefused as refused:
            accepted = refused.code != "id_checksum_wrong"
        assert accepted == (sign == right)


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_finds_every_single_mistyped_digit(number: int, place: int, step: int) -> None:
    first = f"{number:017}"
    mistyped = first[:place] + str((int(first[place]) + step) % 10) + first[place + 1 :]
    assert check_sign(mistyped) != check_sign(first)


@pytest.mark.parametrize(
    ("kind", "text", "number", "country"),
    [
        ("passport", "e12345678", "E12345678", ""),
        ("passport", "EA 1234567", "EA1234567", ""),
        ("hkmo_permit", "H12345678", "H12345678", "HK"),
        ("hkmo_permit", "M1234567801", "M1234567801", "MO"),
        ("taiwan_permit", "12345678", "12345678", "TW"),
        ("taiwan_permit", "0123456789(B)", "0123456789B", "TW"),
        ("foreign_id", "USA310078010101", "USA310078010101", ""),
        ("other", "军字第1234567号", "军字第1234567号", ""),
    ],
)
def test_reads_other_papers(kind: str, text: str, number: str, country: str) -> None:
    document = read_document(kind, text)
    assert (document.kind, document.number, document.country) == (kind, number, country)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("passport", "ABCDEFG"), ("hkmo_permit", "X12345678"), ("passport", ""), ("taiwan_permit", "1")],
)
def test_refuses_a_paper_of_a_wrong_shape(kind: str, text: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document(kind, text)
    assert refused.value.code == "document_shape_wrong"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("居民身份证", "id_card"),
        ("ID Card", "id_card"),
        ("护照", "passport"),
        ("回乡证", "hkmo_permit"),
        ("台胞证", "taiwan_permit"),
        ("hkmo_permit", "hkmo_permit"),
        ("外国人永久居留身份证", "foreign_id"),
        ("会员证", ""),
    ],
)
def test_reads_the_word_for_a_kind_of_paper(text: str, kind: str) -> None:
    assert read_document_kind(text) == kind


def test_guesses_the_kind_of_a_number() -> None:
    assert guess_kind(FIXTURE) == "id_card"
    assert guess_kind("H12345678") == "hkmo_permit"
    assert guess_kind("E12345678") == "passport"
    assert guess_kind("12345") == "other"


def test_masks_a_paper() -> None:
    assert mask_number(FIXTURE) == "3****************X"
    assert mask_number("E12345678") == "E*******8"
    assert mask_number("1234") == "***4"
    assert mask_number("1") == "*"


@given(st.text(min_size=1, max_size=40))
def test_never_shows_more_of_a_paper_than_two_signs(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert sum(sign != "*" for sign in masked) <= 2


@pytest.mark.parametrize(
    ("text", "plate", "is_chinese"),
    [
        ("沪A·12345", "沪A12345", True),
        ("沪a 12345", "沪A12345", True),
        ("粤ＢＤ１２３４５", "粤BD12345", True),
        ("京A·F0236", "京AF0236", True),
        ("粤Z1234港", "粤Z1234港", True),
        ("雲A12345", "云A12345", True),
        ("B-MW 1234", "BMW1234", False),
    ],
)
def test_reads_a_plate(text: str, plate: str, is_chinese: bool) -> None:
    assert read_plate(text) == (plate, is_chinese)


@pytest.mark.parametrize("text", ["", "无车", "沪", "一二三", "A" * 30])
def test_refuses_what_is_no_plate(text: str) -> None:
    assert read_plate(text) is None


@given(st.text(max_size=40))
def test_folds_any_plate_to_itself(text: str) -> None:
    assert fold_plate(fold_plate(text)) == fold_plate(text)
    assert has_citizen_shape(text) in {True, False}
