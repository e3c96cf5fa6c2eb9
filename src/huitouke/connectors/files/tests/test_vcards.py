"""vCards of many programs: nothing is lost, and what is odd is told."""

import re

import pytest

from huitouke.connectors.files.card_guests import raw_guest_of
from huitouke.connectors.files.records import open_records
from huitouke.connectors.files.vcards import read_cards

DROPPED = "dropped"
NOWHERE = "empty"

COMMON = {
    "FN": "name",
    "N": "family_name given_name form_of_address extra:N_(suffix)",
    "NICKNAME": "extra:NICKNAME",
    "EMAIL": "email",
    "TITLE": "position",
    "BDAY": "birth_date",
    "NOTE": "note",
    "PHOTO": DROPPED,
    "URL": "extra:URL",
    "REV": "extra:REV",
    "ROLE": "extra:ROLE",
    "LABEL": "extra:LABEL",
    "ADR": "address",
    "ORG": "company",
    "GEO": "extra:GEO",
    "TZ": "extra:TZ",
    "KEY": "extra:KEY",
    "CATEGORIES": "extra:CATEGORIES",
}
RELATIONS = [
    "Spouse",
    "Child",
    "Mother",
    "Father",
    "Parent",
    "Brother",
    "Sister",
    "Friend",
    "RELATIVE",
    "Manager",
    "Assistant",
    "REFERRED_BY",
    "Partner",
    "DOMESTIC_PARTNER",
    "CustomRelationCategory",
]

WENT = {
    "John_Doe_ANDROID.vcf": COMMON
    | {
        "TEL": "mobile home_phone office_phone fax",
        "ORG": "company extra:ORG",
        "N": "family_name given_name",
    },
    "John_Doe_BLACK_BERRY.vcf": COMMON | {"TEL": "mobile", "N": "family_name given_name", "NOTE": NOWHERE},
    "John_Doe_GMAIL.vcf": COMMON
    | {
        "TEL": "mobile home_phone",
        "X-PHONETIC-FIRST-NAME": "extra:X-PHONETIC-FIRST-NAME",
        "X-PHONETIC-LAST-NAME": "extra:X-PHONETIC-LAST-NAME",
        "X-ABDATE": "extra:X-ABDATE_(Anniversary)",
        "X-ABRELATEDNAMES": "extra:X-ABRELATEDNAMES_(Spouse)",
        "X-ABLABEL": "the labels above",
    },
    "John_Doe_LOTUS_NOTES.vcf": COMMON
    | {
        "TEL": "mobile fax",
        "ORG": "company extra:ORG_(unit)",
        "URL": "extra:URL_(HomePage)",
        "UID": "external_id",
        "X-ABLABEL": "the labels above",
    }
    | {
        name: f"extra:{name}"
        for name in [
            "PRODID",
            "X-ABUID",
            "CLASS",
            "PROFILE",
            "SORT-STRING",
            "X-GENERATOR",
            "SOURCE",
            "MAILER",
            "NAME",
            "X-LONG-STRING",
        ]
    },
    "John_Doe_MS_OUTLOOK.vcf": COMMON
    | {"TEL": "office_phone home_phone", "ORG": "company extra:ORG_(unit)"}
    | {
        name: f"extra:{name}"
        for name in [
            "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
            "X-MS-ANNIVERSARY",
            "X-MS-IMADDRESS",
            "X-MS-OL-DESIGN",
            "X-MS-MANAGER",
            "X-MS-ASSISTANT",
        ]
    },
    "gmail-list.vcf": COMMON | {"N": "family_name given_name"},
    "gmail-single.vcf": COMMON
    | {
        "N": "family_name given_name",
        "TEL": "mobile phone extra:TEL_(GRAND_CENTRAL)",
        "ADR": "address extra:ADR_(CustomAdrType)",
        "URL": "extra:URL_(PROFILE)",
        "X-ICQ": "extra:X-ICQ",
        "X-PHONETIC-FIRST-NAME": "extra:X-PHONETIC-FIRST-NAME",
        "X-PHONETIC-LAST-NAME": "extra:X-PHONETIC-LAST-NAME",
        "X-ABDATE": "extra:X-ABDATE_(Anniversary)",
        "X-ABRELATEDNAMES": "extra:X-ABRELATEDNAMES_(Spouse) extra:X-ABRELATEDNAMES_(CustomRelationship)",
        "X-ABLABEL": "the labels above",
    },
    "gmail-single2.vcf": COMMON
    | {
        "N": "family_name given_name",
        "EMAIL": "email extra:EMAIL_(CustomEmailCategory)",
        "TEL": "phone home_phone office_phone mobile fax extra:TEL_(PAGER) extra:TEL_(GRAND_CENTRAL) "
        "extra:TEL_(CustomePhoneCategory)",
        "ADR": "address extra:ADR_(CustomAddressCategory)",
        "URL": "extra:URL extra:URL_(PROFILE) extra:URL_(BLOG) extra:URL_(HomePage) "
        "extra:URL_(CustomWebsiteCategory)",
        "X-QQ": "qq",
        "X-ABDATE": "extra:X-ABDATE extra:X-ABDATE_(Anniversary) extra:X-ABDATE_(CustomDateCategory)",
        "X-ABRELATEDNAMES": " ".join(
            ["extra:X-ABRELATEDNAMES", *(f"extra:X-ABRELATEDNAMES_({who})" for who in RELATIONS)]
        ),
        "X-ABLABEL": "the labels above",
    }
    | {
        name: f"extra:{name}"
        for name in [
            "X-PHONETIC-FIRST-NAME",
            "X-PHONETIC-LAST-NAME",
            "X-GTALK",
            "X-AIM",
            "X-YAHOO",
            "X-SKYPE",
            "X-MSN",
            "X-ICQ",
            "X-JABBER",
        ]
    },
    "outlook-2007.vcf": COMMON
    | {"TEL": "office_phone home_phone mobile fax", "ORG": "company extra:ORG_(unit)"}
    | {
        name: f"extra:{name}"
        for name in [
            "X-MS-TEL",
            "X-MS-OL-DEFAULT-POSTAL-ADDRESS",
            "X-MS-ANNIVERSARY",
            "X-MS-IMADDRESS",
            "X-MS-OL-DESIGN",
            "X-MS-MANAGER",
            "X-MS-ASSISTANT",
            "X-MS-SPOUSE",
            "FBURL",
        ]
    },
    "radicale-1587.vcf": COMMON,
    "rfc6350-example.vcf": COMMON
    | {
        "N": "family_name given_name extra:N_(suffix)",
        "BDAY": "kept_birthday",
        "ANNIVERSARY": "extra:ANNIVERSARY",
        "GENDER": "sex",
        "LANG": "language extra:LANG",
        "TEL": "office_phone mobile",
    },
}
"""File -> property -> the targets that its values went to."""

CARDS = dict.fromkeys(WENT, 1) | {"John_Doe_ANDROID.vcf": 6, "gmail-list.vcf": 3}


def property_names(data):
    """The properties of a file, found without the reader under test."""
    text = re.sub(r"\r\n?", "\n", data.decode("utf-8"))
    text = re.sub(r"\n[ \t]", "", text)
    names = re.findall(r"^(?:\w+\.)?([A-Za-z][\w-]*)[;:]", text, re.MULTILINE)
    return {name.upper() for name in names} - {"BEGIN", "END", "VERSION"}


@pytest.mark.parametrize("name", WENT)
def test_every_property_of_a_public_card_goes_somewhere(shared, name):
    path = shared(f"messages/vcard/{name}")
    assert len(list(shared("messages/vcard").iterdir())) == len(WENT)
    present = property_names(path.read_bytes())
    assert present <= set(WENT[name])
    records = list(open_records(path))
    assert len(records) == CARDS[name]
    expected = {
        target.replace("_(", " (")
        for one in present
        for target in WENT[name][one].split(" ")
        if one != "X-ABLABEL" and target not in {DROPPED, NOWHERE}
    }
    assert {target for record in records for target in record.raw} == expected
    dropped = [code for record in records for code, _ in record.problems if code == "picture_dropped"]
    assert len(dropped) == ("PHOTO" in present)


def bare(text):
    return re.sub(r"\W|^(tel|mailto)\b", "", text.replace("ext=", "ext. "))


@pytest.mark.parametrize("name", WENT)
def test_every_value_of_a_public_card_is_kept(shared, name):
    for card in read_cards(shared(f"messages/vcard/{name}")):
        raw, _ = raw_guest_of(card)
        kept = [bare(text) for texts in raw.values() for text in texts]
        labels = " ".join(raw)
        for one in card.properties:
            if one.name == "PHOTO":
                continue
            if one.name == "X-ABLABEL":
                label = one.text.replace("_$!<", "").replace(">!$_", "")
                assert label in labels
                continue
            for part in one.parts if one.name in {"N", "ADR", "ORG"} else [one.text]:
                assert any(bare(part) in text for text in kept), (card.number, one.name)


def only(write, text, name="cards.vcf"):
    [record] = open_records(write(text, name))
    return record


def card(*lines, version="3.0"):
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_reads_a_chinese_card_of_a_telephone(write):
    quoted = "".join(f"={byte:02X}" for byte in "王小明".encode())
    record = only(
        write,
        card(
            f"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted[:9]};{quoted[9:]};;;",
            f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{quoted[:9]}=",
            quoted[9:],
            "TEL;CELL:138-0013-8000",
            version="2.1",
        ),
    )
    assert record.raw == {
        "name": ["王小明"],
        "family_name": ["王"],
        "given_name": ["小明"],
        "mobile": ["138-0013-8000"],
    }


@pytest.mark.parametrize("charset", ["GBK", "GB2312"])
def test_reads_quoted_text_of_an_old_charset(write, charset):
    quoted = "".join(f"={byte:02X}" for byte in "李雷".encode("gbk"))
    line = f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{quoted}"
    assert only(write, card(line, version="2.1")).raw["name"] == ["李雷"]


@pytest.mark.parametrize("charset", ["undefined", "hex", "idna", "nothing"])
def test_a_charset_that_decodes_no_text_is_passed_over(write, charset):
    line = f"NOTE;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:=E7=94=B2"
    broken = card("FN:甲", line).encode() + b"BEGIN:VCARD\r\nFN:\xff\xfe\r\nEND:VCARD\r\n"
    assert [record.number for record in open_records(write(broken, "cards.vcf"))] == [1, 2]
    assert only(write, card("FN:甲", line)).raw["note"] == ["甲"]


def test_quoted_text_keeps_no_sign_that_a_database_refuses(write):
    quoted = "ENCODING=QUOTED-PRINTABLE"
    record = only(write, card(f"NOTE;CHARSET=unicode_escape;{quoted}:a\\ud800b", f"TITLE;{quoted}:c=00d"))
    assert record.raw == {"note": ["ab"], "position": ["cd"]}


def test_reads_cards_of_different_encodings_in_one_file(write):
    first = card("FN:王小明", "NOTE:靠窗安静").encode("utf-8")
    second = card("FN;CHARSET=GB2312:李雷", version="2.1").encode("gb2312")
    records = list(open_records(write(first + second, "cards.vcf")))
    assert [record.raw["name"] for record in records] == [["王小明"], ["李雷"]]


def test_reads_utf16(write):
    record = only(write, ("\ufeff" + card("FN:王小明")).encode("utf-16-le"))
    assert record.raw["name"] == ["王小明"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_reads_every_kind_of_line_end(write, end):
    text = card("FN:王", "NOTE:甲", " 乙", "TEL;TYPE=CELL:1").replace("\r\n", end)
    assert only(write, text).raw == {"name": ["王"], "note": ["甲乙"], "mobile": ["1"]}


def test_fields_are_cut_where_no_backslash_stands(write):
    assert only(write, card(r"ADR:;;a\;b\\;c\,d;e\\")).raw["address"] == ["a;b\\, c,d, e\\"]


def test_the_fields_of_a_very_long_value_are_cut_in_time_with_its_length(write):
    record = only(write, card("N:" + "长" * (4 << 20) + ";名"))
    assert record.raw["given_name"] == ["名"]


def test_a_card_of_very_many_values_keeps_each_once(write):
    record = only(write, card(*(f"EMAIL:{place % 100_000}@b.cn" for place in range(150_000))))
    assert len(record.raw["email"]) == 100_000


def test_a_missing_end_is_told_and_nothing_lost(write):
    first, second = open_records(write("BEGIN:VCARD\nFN:甲\nBEGIN:VCARD\nFN:乙\nTEL:1", "cards.vcf"))
    assert (first.raw, first.problems) == ({"name": ["甲"]}, [("missing_end", {})])
    assert (second.raw, second.problems) == ({"name": ["乙"], "phone": ["1"]}, [("missing_end", {})])


def test_a_stray_line_is_kept_and_told(write):
    record = only(write, card("FN:甲", "这一行什么都不是"))
    assert record.raw["extra:LINE"] == ["这一行什么都不是"]
    assert record.problems == [("stray_line", {"line": 4})]


@pytest.mark.parametrize(
    ("line", "target", "text"),
    [
        ("BDAY:1980-05-12", "birth_date", "1980-05-12"),
        ("BDAY:19800512T000000Z", "birth_date", "1980-05-12"),
        ("BDAY:--0512", "kept_birthday", "05-12"),
        ("BDAY:--05-12", "kept_birthday", "05-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-12", "kept_birthday", "05-12"),
        ("BDAY;CALSCALE=chinese:1980-05-12", "lunar_birthday", "1980-05-12"),
        ("BDAY;VALUE=text:about 1980", "extra:BDAY", "about 1980"),
        ("TEL;TYPE=CELL,WORK:1", "mobile", "1"),
        ("TEL;TYPE=WORK,FAX:1", "fax", "1"),
        ("TEL;HOME;VOICE:1", "home_phone", "1"),
        ('TEL;VALUE=uri;TYPE="work,voice":tel:+86-10-1234;ext=5', "office_phone", "+86-10-1234 ext. 5"),
        ("TEL:1", "phone", "1"),
        ("EMAIL:mailto:a@b.cn", "email", "a@b.cn"),
        (
            "ADR;TYPE=HOME:;;世纪大道1号;浦东新区;上海市;200120;中国",
            "address",
            "中国上海市浦东新区世纪大道1号 200120",
        ),
        ("ADR:;;1 High St;York;;YO1;UK", "address", "1 High St, York, YO1, UK"),
        ("X-WECHAT:wx_1", "wechat", "wx_1"),
        ("IMPP;X-SERVICE-TYPE=WeChat:x-apple:wx_1", "wechat", "wx_1"),
        ("IMPP:qq:10001", "qq", "10001"),
        ("IMPP;X-SERVICE-TYPE=Skype:skype:me", "extra:IMPP (Skype)", "skype:me"),
        ("GENDER:F;she", "sex", "F"),
        ("UID:urn:uuid:1", "external_id", "urn:uuid:1"),
        ("TITLE:总经理\\, 大区", "position", "总经理, 大区"),
    ],
)
def test_a_property_goes_to_its_target(write, line, target, text):
    assert only(write, card("FN:甲", line)).raw[target] == [text]


def test_an_apple_label_tells_the_kind_of_a_telephone(write):
    record = only(
        write,
        card("FN:甲", "item1.TEL:1", "item1.X-ABLabel:手机", "item2.TEL:2", "item2.X-ABLabel:_$!<Home>!$_"),
    )
    assert record.raw["mobile"] == ["1"]
    assert record.raw["home_phone"] == ["2"]


def test_preferred_values_come_first(write):
    record = only(
        write, card("FN:甲", "TEL;TYPE=CELL:1", "TEL;TYPE=CELL,PREF:2", "EMAIL:a@b.cn", "EMAIL;PREF=1:c@d.cn")
    )
    assert record.raw["mobile"] == ["2", "1"]
    assert record.raw["email"] == ["c@d.cn", "a@b.cn"]


@pytest.mark.parametrize("preference", ["²", "9" * 5000, "-1", "first"])
def test_a_preference_that_is_no_number_is_none(write, preference):
    record = only(write, card("FN:甲", f"EMAIL;PREF={preference}:a@b.cn", "EMAIL;PREF=1:c@d.cn"))
    assert record.raw["email"] == ["c@d.cn", "a@b.cn"]


def test_phonetic_names_of_a_chinese_name_are_its_latin_name(write):
    lines = ("N:王;小明;;;", "FN:王小明", "X-PHONETIC-LAST-NAME:Wang", "X-PHONETIC-FIRST-NAME:Xiaoming")
    assert only(write, card(*lines)).raw["latin_name"] == ["Wang Xiaoming"]


def test_a_name_is_put_together_where_it_is_missing(write):
    assert only(write, card("N:王;小明;;;")).raw["name"] == ["王小明"]
    assert only(write, card("N:Doe;John;Q.;;")).raw["name"] == ["John Q. Doe"]


def test_a_picture_is_dropped_and_told(write):
    record = only(
        write,
        card("FN:甲", "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", " SkZJRg==", "LOGO;VALUE=uri:http://x/y.png"),
    )
    assert record.raw == {"name": ["甲"]}
    assert record.problems == [
        ("picture_dropped", {"property": "PHOTO"}),
        ("picture_dropped", {"property": "LOGO"}),
    ]


def test_bare_base64_lines_belong_to_their_picture(write):
    text = card(
        "FN:甲", "PHOTO;JPEG;ENCODING=BASE64:", "/9j/4AAQ", "SkZJRg==", "", "TEL;CELL:1", version="2.1"
    )
    record = only(write, text)
    assert record.raw == {"name": ["甲"], "mobile": ["1"]}
    assert record.problems == [("picture_dropped", {"property": "PHOTO"})]


def test_a_card_within_a_card_is_kept_as_text(write):
    agent = "BEGIN:VCARD\nVERSION:2.1\nFN:秘书\nEND:VCARD"
    record = only(write, f"BEGIN:VCARD\nVERSION:2.1\nFN:甲\nAGENT:\n{agent}\nTEL:1\nEND:VCARD\n")
    assert record.raw["extra:AGENT"] == [agent]
    assert record.raw["phone"] == ["1"]


def test_a_value_over_the_limit_is_refused_alone(write):
    long = card("FN:甲", "NOTE:" + "长" * (11 << 20))
    first, second = open_records(write(long + card("FN:乙"), "cards.vcf"))
    assert first.problems == [("too_long", {"column": "NOTE", "limit_mb": 10})]
    assert (second.number, second.raw, second.problems) == (2, {"name": ["乙"]}, [])


def test_counts_cards_without_reading_them(write):
    path = write("".join(card(f"FN:客人{n}", "NOTE:" + "好" * 900) for n in range(3000)), "cards.vcf")
    records = open_records(path)
    assert records.row_count == 3000
    assert sum(1 for _ in records) == 3000
