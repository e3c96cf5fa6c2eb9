import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huitouke.guests.values
from huitouke.guests.values.completeness import WEIGHTS, missing_from
from huitouke.guests.values.countries import read_language, read_nationality
from huitouke.guests.values.draft import (
    TARGETS,
    ContactValue,
    DocumentValue,
    HashValue,
    PreferenceValue,
    PreparedGuest,
    VehicleValue,
    prepare,
)
from huitouke.guests.values.messages import (
    FIELD_NAMES,
    ISSUE_TEXTS,
    LEFT_OUT,
    REJECTED,
    field_name,
    is_left_out,
    issue_text,
)
from huitouke.kernel.custom_fields.values import REFUSALS

TODAY = date(2026, 11, 21)
CARD = "34052419800101001X"
DIGEST = "801b08c30d1a38e502bfc39a7914a2ff786c353fe409de3524585487fab951f9"


def prepared(**fields: str | list[str]) -> PreparedGuest:
    raw = {field: [value] if isinstance(value, str) else value for field, value in fields.items()}
    return prepare(raw, today=TODAY)


def codes(guest: PreparedGuest) -> set[str]:
    return {issue.code for issue in guest.issues}


def test_reads_a_whole_guest() -> None:
    guest = prepared(
        external_id="G1",
        name="张　伟",
        form_of_address="张总",
        sex="男",
        birth_date="1980-01-01",
        lunar_birthday="腊月廿三",
        nationality="中国",
        language="中文",
        mobile="138 1234 2217",
        office_phone="021-62345678-801",
        email="Z@x.cn",
        wechat="ZhangWei",
        qq="12345678",
        id_card=CARD,
        company="华盛贸易",
        position="经理",
        address="上海市",
        card_number="vip 01",
        plate="沪A·12345",
        preference="高楼层、无烟房",
        taboo="羽绒枕",
        allergy="花生",
        tag="常客;协议",
        note="电话在前",
        follow_up="alma",
        referred_by="王总",
    )
    assert (guest.name, guest.pinyin, guest.sex, guest.external_id) == ("张伟", "zhangwei", "male", "G1")
    assert (guest.birthday_calendar, guest.birthday_month, guest.birthday_day) == ("lunar", 12, 23)
    assert (guest.nationality, guest.language, guest.card_number) == ("CN", "zh", "VIP01")
    assert [(contact.kind, contact.value) for contact in guest.contacts] == [
        ("mobile", "+8613812342217"), ("office", "+862162345678"), ("email", "z@x.cn"),
        ("wechat", "zhangwei"), ("qq", "12345678"),
    ]  # fmt: skip
    assert guest.documents == (DocumentValue("id_card", CARD, "CN"),)
    assert guest.vehicles == (VehicleValue("沪A12345"),)
    assert guest.preferences == (
        PreferenceValue("preference", "高楼层"),
        PreferenceValue("preference", "无烟房"),
        PreferenceValue("taboo", "羽绒枕"),
        PreferenceValue("allergy", "花生"),
    )
    assert guest.tags == ("常客", "协议")
    assert guest.notes == ("电话在前",)
    assert guest.completeness == 100
    assert codes(guest) == {"id_region_unknown"}
    assert not guest.is_rejected


def test_fills_birth_date_and_sex_from_the_card() -> None:
    guest = prepared(name="张伟", id_card=CARD)
    assert (guest.birth_date, guest.sex) == (date(1980, 1, 1), "male")


def test_keeps_what_was_typed_where_the_card_differs() -> None:
    guest = prepared(name="张伟", id_card=CARD, birth_date="1981-01-01", sex="女")
    assert (guest.birth_date, guest.sex) == (date(1981, 1, 1), "female")
    assert {"birth_date_differs_from_id", "sex_differs_from_id"} <= codes(guest)


def test_the_card_is_surer_of_the_sex_than_a_title() -> None:
    assert prepared(name="张伟", form_of_address="张女士").sex == "female"
    guest = prepared(name="ZHANG/WEI MS", id_card=CARD)
    assert (guest.name, guest.sex) == ("Zhang Wei", "male")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id_card": "340524198001010011"}, "id_checksum_wrong"),
        ({"id_card": "3405****001X"}, "document_is_masked"),
        ({"id_card": "3.40524E+17"}, "number_cut_by_spreadsheet"),
        ({"id_card": "12"}, "id_shape_wrong"),
        ({"document_type": "会员证", "document_number": "12"}, "document_kind_unknown"),
        ({"passport": "ABC"}, "document_shape_wrong"),
        ({"birth_date": "1980-02-30"}, "date_impossible"),
        ({"birth_date": "29546"}, "date_unreadable"),
        ({"birth_date": "03/04/1980"}, "date_ambiguous"),
        ({"birth_date": "2030-01-01"}, "birth_date_in_future"),
        ({"birth_date": "1900-01-01"}, "birth_date_too_old"),
        ({"kept_birthday": "02-30"}, "date_impossible"),
        ({"mobile": "abc"}, "phone_unreadable"),
        ({"mobile": "1.38E+10"}, "number_cut_by_spreadsheet"),
        ({"email": "a@b"}, "email_unreadable"),
        ({"qq": "12"}, "qq_unreadable"),
        ({"sex": "?!"}, "sex_unreadable"),
        ({"nationality": "Atlantis"}, "nationality_unknown"),
        ({"nationality": "Other"}, "nationality_other"),
        ({"language": "Klingon"}, "language_unknown"),
        ({"plate": "无车牌"}, "plate_unreadable"),
        ({"company": "长" * 201}, "too_long_for_field"),
        ({"name_hash": "nonsense"}, "hash_unreadable"),
    ],
)
def test_leaves_out_what_cannot_be_kept_and_says_why(fields: dict[str, str], code: str) -> None:
    guest = prepared(name="张伟", **fields)
    assert code in codes(guest)
    assert is_left_out(code) or code == "document_kind_unknown"
    assert not guest.is_rejected
    assert (guest.documents, guest.contacts, guest.vehicles, guest.hashes) == ((), (), (), ())
    assert (
        guest.birth_date,
        guest.birthday_month,
        guest.sex,
        guest.nationality,
        guest.language,
        guest.company,
    ) == (
        None,
        None,
        "",
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id_card": "340524800101001"}, "id_15_converted"),
        ({"id_card": "E12345678"}, "document_kind_guessed"),
        ({"mobile": "021-62345678"}, "landline_in_mobile"),
        ({"mobile": "62345678"}, "phone_not_in_plan"),
        ({"mobile": "17012345678转1234"}, "phone_is_relay"),
        ({"mobile": "138****2217"}, "phone_is_masked"),
        ({"email": "1@guest.booking.com"}, "email_is_relay"),
        ({"company": ["甲", "乙"]}, "second_value_kept_aside"),
        ({"note": "a\x00b"}, "unsafe_signs_removed"),
        ({"plate": "BMW1234"}, "plate_shape_unknown"),
        ({"age": "41"}, "age_without_birthday"),
    ],
)
def test_keeps_what_can_be_mended_and_says_so(fields: dict[str, str | list[str]], code: str) -> None:
    guest = prepared(name="张伟", **fields)
    assert code in codes(guest)
    assert not is_left_out(code)
    kept = (guest.documents, guest.contacts, guest.vehicles, guest.notes, guest.extras)
    assert any(kept)


def test_lent_numbers_are_never_the_guests_own() -> None:
    guest = prepared(mobile="17012345678,1234", email="1@guest.booking.com", phone="138****2217")
    assert all(contact.is_relay for contact in guest.contacts)
    assert guest.completeness == 0
    assert "nobody_recognisable" in codes(guest)


def test_keeps_an_age_aside_where_no_birthday_is_known() -> None:
    assert prepared(name="张伟", age="41").extras == {"age": "41"}
    assert prepared(name="张伟", age="41", birth_date="1985-01-01").extras == {}


def test_keeps_extras_and_second_values() -> None:
    raw = {"name": ["张伟", "张玮"], "extra:RoomNights": ["3"], "unheard_of": ["x" * 10_001]}
    guest = prepare(raw, today=TODAY)
    assert guest.extras == {"RoomNights": "3", "name": "张玮"}
    assert not guest.is_rejected


def test_knows_a_guest_by_a_digest_alone() -> None:
    guest = prepared(name_hash="0x" + DIGEST.upper(), document_hash=DIGEST, nationality="Other", age="25")
    assert guest.name == ""
    assert guest.hashes == (HashValue("name", DIGEST), HashValue("document", DIGEST))
    assert codes(guest) == {"name_is_hash", "nationality_other", "age_without_birthday"}
    assert not guest.is_rejected
    assert prepared(name=DIGEST).hashes == (HashValue("name", DIGEST),)
    assert prepared(name="张伟", id_card=DIGEST).hashes == (HashValue("document", DIGEST),)


@pytest.mark.parametrize(
    "fields", [{}, {"name": "-"}, {"nationality": "CN"}, {"age": "3", "note": "x"}, {"mobile": "abc"}]
)
def test_rejects_a_row_in_which_nobody_can_be_recognised(fields: dict[str, str]) -> None:
    guest = prepared(**fields)
    assert guest.is_rejected
    assert "nobody_recognisable" in codes(guest)


@pytest.mark.parametrize(
    "fields",
    [
        {"mobile": "13812342217"},
        {"email": "a@b.cn"},
        {"passport": "E12345678"},
        {"card_number": "1"},
        {"wechat": "zw"},
    ],
)
def test_recognises_a_guest_without_a_name(fields: dict[str, str]) -> None:
    assert not prepared(**fields).is_rejected


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"note": "x" * 10_001}, "value_too_long"),
        ({"extra:blob": "x" * 10_000_000}, "value_too_long"),
        ({"name": "张" * 201}, "name_too_long"),
    ],
)
def test_rejects_what_breaks_the_limits(fields: dict[str, str], code: str) -> None:
    guest = prepared(mobile="13812342217", **fields)
    assert guest.is_rejected
    assert code in codes(guest)


def test_takes_a_name_of_200_signs() -> None:
    assert not prepared(name="张" * 200).is_rejected


@pytest.mark.parametrize(
    "name", ["😀😀", "مُحَمَّد علي", "שלום", "김철수", "たなか", "Zoë", "a\u202eb", "𠮷", "x\x00"]
)
def test_keeps_names_of_every_script(name: str) -> None:
    guest = prepared(name=name)
    assert guest.name == name.replace("\u202e", "").replace("\x00", "")
    assert not guest.is_rejected


def test_reads_names_in_two_fields_and_in_latin() -> None:
    assert prepared(family_name="张", given_name="伟").name == "张伟"
    assert prepared(family_name="Smith", given_name="John").name == "John Smith"
    guest = prepared(name="张伟", latin_name="ZHANG/WEI")
    assert (guest.name, guest.latin_name) == ("张伟", "Zhang Wei")
    assert prepared(latin_name="Anna Smith").name == "Anna Smith"


def test_reads_generic_papers() -> None:
    guest = prepared(name="张伟", document_type="护照", document_number="e12345678")
    assert guest.documents == (DocumentValue("passport", "E12345678", ""),)
    guest = prepared(name="张伟", document_number=CARD)
    assert guest.documents == (DocumentValue("id_card", CARD, "CN"),)


def test_keeps_each_contact_once() -> None:
    guest = prepared(name="张伟", mobile=["13812342217", "+86 138 1234 2217 / 13912342217"])
    assert [contact.value for contact in guest.contacts] == ["+8613812342217", "+8613912342217"]
    assert prepared(name="张伟", phone="13812342217").contacts == (
        ContactValue("mobile", "+8613812342217", "138 1234 2217"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CN", "CN"),
        ("chn", "CN"),
        ("中国", "CN"),
        ("China", "CN"),
        ("中国籍", "CN"),
        ("FRA", "FR"),
        ("DEU", "DE"),
        ("英国", "GB"),
        ("UK", "GB"),
        ("USA", "US"),
        ("美国", "US"),
        ("韩国", "KR"),
        ("香港", "HK"),
        ("Hong Kong, China", "HK"),
        ("Macao, China", "MO"),
        ("中国台湾", "TW"),
        ("NA", "NA"),
        ("TMP", "TL"),
        ("Other", ""),
        ("其他", ""),
        ("Atlantis", None),
        ("123", None),
    ],
)
def test_reads_a_nationality(text: str, code: str | None) -> None:
    assert read_nationality(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("zh-CN", "zh"), ("en_US", "en"), ("中文", "zh"), ("英语", "en"), ("German", "de"), ("??", None)],
)
def test_reads_a_language(text: str, code: str | None) -> None:
    assert read_language(text) == code


def test_weights_of_completeness_make_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert missing_from(prepared(name="张伟", sex="男"))[0] == "contact"
    assert set(missing_from(PreparedGuest())) == set(WEIGHTS)


OTHERS = ("messages.py", "company.py", "company_words.py", "credit_codes.py")
"""Modules whose issues have their sentences elsewhere."""


def test_every_issue_that_the_code_knows_has_its_sentences() -> None:
    sources = Path(huitouke.guests.values.__file__).parent.glob("*.py")
    source = "\n".join(path.read_text("utf-8") for path in sources if path.name not in OTHERS)
    used = set(re.findall(r'note\(\s*[\w"]+,\s*"(\w+)"', source))
    used |= set(re.findall(r'Refused\("(\w+)"\)', source)) | set(
        re.findall(r'"(name_from_\w+|\w+_split_from_name)"', source)
    )
    used |= {"nationality_unknown", "nationality_other", "number_cut_by_spreadsheet", "phone_unreadable"}
    used |= REFUSALS
    found_by_services = {
        "erased_person",
        "follow_up_unknown",
        "field_unknown",
        "note_empty",
        "note_too_long",
        "purpose_unknown",
    }
    assert set(ISSUE_TEXTS) == used | found_by_services
    assert set(ISSUE_TEXTS) >= LEFT_OUT | REJECTED


def test_labels_every_target() -> None:
    assert set(FIELD_NAMES) >= set(TARGETS)
    assert field_name("extra:RoomNights", "en") == "RoomNights"
    assert field_name("mobile", "zh-hans") == "手机"


TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789Xx-+*/.转, ()年月日农历腊廿E@", max_size=30),
    st.sampled_from(
        [
            CARD,
            "13812342217",
            "ZHANG/SAN MR",
            "张伟先生",
            "1980-02-30",
            "a@guest.booking.com",
            "无",
            "\x00",
            "\ud800",
        ]
    ),
)


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(TARGETS), st.text(max_size=10)), st.lists(TEXTS, max_size=3), max_size=12
    )
)
def test_never_raises_and_explains_everything_without_personal_values(raw: dict[str, list[str]]) -> None:
    guest = prepare(raw, today=TODAY)
    assert 0 <= guest.completeness <= 100
    assert guest.is_rejected == any(issue.rejects for issue in guest.issues)
    for text in [
        guest.name,
        guest.company,
        guest.search_keys,
        *guest.notes,
        *guest.tags,
        *guest.extras.values(),
    ]:
        assert "\x00" not in text
        text.encode()
    for issue in guest.issues:
        for language in ("zh", "en"):
            sentence = issue_text(issue, language)
            assert "{" not in sentence or "{" in issue.field
        assert issue.rejects == (issue.code in REJECTED)
        assert set(issue.data) <= {"limit", "count", "kind", "paper"}


@given(st.dictionaries(st.sampled_from(TARGETS), st.lists(TEXTS, min_size=1, max_size=2), max_size=8))
def test_reads_the_same_guest_the_same_way(raw: dict[str, list[str]]) -> None:
    assert prepare(raw, today=TODAY) == prepare(raw, today=TODAY)
