import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.guests.values.cells import tidy
from huitouke.guests.values.reader import read_card_text
from huitouke.guests.values.search import Scrap, SearchColumns, card_key, parse_scrap, search_columns

HANZI_NAMES = st.text(
    alphabet="张王李单曾解仇区朴查盖任乐覃员欧阳尉迟万俟伟芳娜吕绿长重朝行柏𠮷㛃", min_size=1, max_size=6
)
LATIN_NAMES = st.lists(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzéü'", min_size=2, max_size=8), min_size=1, max_size=3
)


def finds(columns: SearchColumns, scrap: Scrap) -> bool:
    """Whether a guest of these columns is found, as the probes of the search box ask."""
    if scrap.too_short:
        return False
    if columns.name_key.startswith(scrap.key):
        return True
    grams = set(columns.grams)
    if scrap.grams:
        by_latin = (
            not scrap.latin or scrap.latin in columns.pinyin or f" {scrap.latin}" in columns.search_keys
        )
        by_company = bool(scrap.company_grams) and set(scrap.company_grams) <= grams
        return (set(scrap.grams) <= grams and by_latin) or by_company
    if not scrap.latin:
        return False
    if scrap.initials and columns.initials.startswith(scrap.initials):
        return True
    return columns.pinyin.startswith(scrap.latin) or f" {scrap.latin}" in columns.search_keys


@pytest.mark.parametrize(
    ("guest", "scraps"),
    [
        (
            ("张伟",),
            [
                "张",
                "伟",
                "张伟",
                "張偉",
                "zhangwei",
                "zhang wei",
                "ZHANGW",
                "zw",
                "wei",
                "wei zhang",
                "cheung",
                "chang",
                "张w",
            ],
        ),
        (("单雄信",), ["shan", "sxx", "xiongxin", "shanxiongxin"]),
        (("乐嘉",), ["yuejia", "lejia", "lj", "yj"]),
        (("吕伟",), ["lvwei", "lyuwei", "luwei", "lw", "lui"]),
        (("欧阳靖",), ["ouyang", "oyj", "欧阳", "阳靖", "auyeung", "jing"]),
        (
            ("阿依古丽·买买提",),
            ["阿依古丽买买提", "阿依古丽•买买提", "买买提", "丽·买", "ayiguli", "ayglmmt"],
        ),
        (("John Smith",), ["john", "smith", "smi", "johnsm", "john smith", "smith john", "js"]),
        (("Müller",), ["muller", "MÜLLER", "mül"]),
        (("O'Brien",), ["obrien", "o'b", "O’Brien"]),
        (("张伟", "David Zhang"), ["david", "zhangdavid", "davidz", "dz"]),
        (("김철수",), ["김", "철수", "김철수"]),
        (("Иван Петров",), ["иван", "Петр", "иван петров"]),
        (("蔡英文",), ["tsai", "yingwen", "caiying"]),
        (("张伟", "", "上海华盛贸易有限公司"), ["华盛", "上海华盛", "贸易"]),
        (("张伟", "", "Huasheng Trading"), ["huasheng", "trad"]),
        (("😀",), ["😀"]),
        (("𠮷野",), ["𠮷", "𠮷野", "jiye"]),
    ],
)
def test_finds_a_guest_by_every_scrap_of_a_name(guest: tuple[str, ...], scraps: list[str]) -> None:
    columns = search_columns(*guest)
    assert [scrap for scrap in scraps if not finds(columns, parse_scrap(scrap))] == []


@pytest.mark.parametrize("scrap", ["李", "lisi", "ls", "smith", "伟张", "华盛"])
def test_does_not_find_another(scrap: str) -> None:
    assert not finds(search_columns("张伟"), parse_scrap(scrap))


def test_keeps_the_columns_in_their_shapes() -> None:
    columns = search_columns("张伟", "Wei Zhang", "华盛")
    assert columns.name_key == "张伟"
    assert columns.grams == ("张", "伟", "张伟", "@华盛")
    assert columns.search_keys.startswith(" ")
    assert columns.search_keys.endswith(" ")
    words = columns.search_keys.split()
    assert len(words) == len(set(words))
    assert search_columns("") == SearchColumns("", "", "", (), "")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("2217", "last_four", "2217"),
        ("001X", "last_four", "001X"),
        ("138 1234", "digits", "1381234"),
        ("+86 138-1234", "digits", "1381234"),
        ("0086138", "digits", "138"),
        ("8613812342217", "digits", "13812342217"),
        ("１３８", "digits", "138"),
        ("a@b", "email", "a@b"),
        ("Zhang@Example.com", "email", "zhang@example.com"),
        ("京A", "plate", "京A"),
        ("沪A·12345", "plate", "沪A12345"),
        ("A12345", "plate", "A12345"),
        ("VIP-0001", "card", "VIP-0001"),
        ("vip 0001", "card", "VIP0001"),
        ("34052419800101001x", "id_number", "34052419800101001X"),
        ("340524800101001", "id_number", "34052419800101001X"),
        ("e12345678", "document", "E12345678"),
        ("zw", "initials", "zw"),
        ("z w", "initials", "zw"),
        ("zhang wei", "latin", "zhangwei"),
    ],
)
def test_reads_what_a_scrap_may_be(text: str, kind: str, value: str) -> None:
    scrap = parse_scrap(text)
    assert getattr(scrap, kind) == value
    assert kind in scrap.kinds
    assert not scrap.too_short


@pytest.mark.parametrize("text", ["", " ", "z", "1", "12", "+", "+86", "@", "-", "!!", "\x00"])
def test_asks_for_more_of_a_scrap_that_would_find_everybody(text: str) -> None:
    assert parse_scrap(text).too_short


@pytest.mark.parametrize("text", ["张", "zw", "123", "😀", "김"])
def test_takes_the_shortest_scraps(text: str) -> None:
    assert not parse_scrap(text).too_short


def test_a_cards_number_is_found_as_it_is_kept() -> None:
    assert parse_scrap("vip-0001").card == card_key("VIP-0001 ")


@given(HANZI_NAMES, st.integers(0, 5), st.integers(1, 6))
def test_every_piece_of_a_hanzi_name_finds_it(name: str, start: int, length: int) -> None:
    columns = search_columns(name)
    piece = name[start : start + length]
    if piece:
        assert finds(columns, parse_scrap(piece))
    if len(columns.pinyin) > 1:
        assert finds(columns, parse_scrap(columns.pinyin))
        assert finds(columns, parse_scrap(columns.pinyin[:2]))
    if len(columns.initials) > 1:
        assert finds(columns, parse_scrap(columns.initials))


@given(LATIN_NAMES)
def test_every_word_of_a_latin_name_finds_it(words: list[str]) -> None:
    name = " ".join(words)
    columns = search_columns(name)
    for scrap in [name, name.upper(), words[0], words[-1], " ".join([words[-1], *words[:-1]])]:
        parsed = parse_scrap(scrap)
        if not parsed.too_short and any(sign.isalpha() for sign in scrap):
            assert finds(columns, parsed), scrap


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_builds_columns_and_scraps_of_any_text(name: str, latin: str, company: str) -> None:
    # Names are stored tidied; a control sign within an untidied one would part what the scrap joins.
    columns = search_columns(tidy(name), tidy(latin), tidy(company))
    assert columns.pinyin.isascii()
    assert columns.initials.isascii()
    scrap = parse_scrap(name)
    assert scrap.too_short or finds(columns, scrap) or (not scrap.grams and not scrap.latin)
    read_card_text(name + latin)


CARD = "34052419800101001X"


@pytest.mark.parametrize(
    "text",
    [
        f"姓名:张三 性别:男 民族:汉 出生:1980年1月1日 住址:安徽省和县乌江镇1号 公民身份号码:{CARD}",
        f"姓名:张三性别:男民族:汉出生日期:1980年1月1日住址:安徽省和县乌江镇1号公民身份号码:{CARD}",
        f"姓名：张三\n性别：男\n民族：汉\n出生：1980年1月1日\n住址：安徽省和县乌江镇1号\n公民身份号码：{CARD}\n",
        f"张三\t男\t汉\t1980-01-01\t安徽省和县乌江镇1号\t{CARD}\t和县公安局\t20100101-20300101",
        f"张三|男|汉族|19800101|安徽省和县乌江镇1号|{CARD}",
        f"{CARD};张三;男;19800101;安徽省和县乌江镇1号",
        f"张三\r\n男\r\n汉\r\n1980年01月01日\r\n安徽省和县乌江镇1号\r\n{CARD.lower()}\r\n",
    ],
)
def test_reads_the_text_of_a_card_reader(text: str) -> None:
    raw = read_card_text(text)
    assert raw is not None
    assert raw["name"] == ["张三"]
    assert raw["sex"] == ["男"]
    assert raw["id_card"][0].upper() == CARD
    assert raw["address"] == ["安徽省和县乌江镇1号"]
    assert "汉" not in str(raw).replace("武汉", "")


def test_reads_a_bare_number_and_a_name_beside_it() -> None:
    assert read_card_text(CARD) == {"id_card": [CARD]}
    assert read_card_text(f" {CARD}\n") == {"id_card": [CARD]}
    assert read_card_text(f"张三 {CARD}") == {"id_card": [CARD], "name": ["张三"]}


@pytest.mark.parametrize(
    "text",
    [
        "张伟",
        "13812342217",
        "340524198001010011",
        "zhang wei",
        "",
        "x" * 3000,
        "a:b c:d e:f g:h i:j",
        "订单 34052419800101001X00",
    ],
)
def test_takes_no_search_for_a_card(text: str) -> None:
    assert read_card_text(text) is None


def test_the_legal_form_of_a_company_finds_nobody_but_hides_nobody_either() -> None:
    columns = search_columns("张伟", "", "上海华盛贸易有限公司")
    assert parse_scrap("有限公司").company_grams == ()
    assert finds(columns, parse_scrap("上海华盛贸易有限公司"))
    assert finds(columns, parse_scrap("华盛贸易股份有限公司"))
