import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.guests.values.names import (
    fold_name,
    is_chinese_in_latin,
    join_family_and_given,
    looks_like_digest,
    read_name,
    title_sex,
)
from huitouke.guests.values.pinyin import (
    display_pinyin,
    given_pinyin,
    initials_of,
    passport_spellings,
    pinyin_of,
    readings,
    split_hanzi_name,
    surname_spellings,
)
from huitouke.guests.values.surnames import COMPOUND_SURNAMES


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张伟", "zhangwei", "zw"),
        ("张三丰", "zhangsanfeng", "zsf"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("仇英", "qiuying", "qy"),
        ("区志航", "ouzhihang", "ozh"),
        ("朴树", "piaoshu", "ps"),
        ("查良镛", "zhaliangyong", "zly"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("任静", "renjing", "rj"),
        ("华罗庚", "hualuogeng", "hlg"),
        ("纪晓岚", "jixiaolan", "jxl"),
        ("翟天临", "zhaitianlin", "ztl"),
        ("乐嘉", "yuejia", "yj"),
        ("缪昌文", "miaochangwen", "mcw"),
        ("覃海洋", "qinhaiyang", "qhy"),
        ("员半千", "yunbanqian", "ybq"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟卨", "moqixie", "mqx"),
        ("欧阳靖", "ouyangjing", "oyj"),
        ("單雄信", "shanxiongxin", "sxx"),
        ("王重阳", "wangchongyang", "wcy"),
        ("吕布", "lvbu", "lb"),
        ("㛃𬱖", "jiedi", "jd"),
        ("𠮷", "ji", "j"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("阿依古丽•买买提", "ayigulimaimaiti", "ayglmmt"),
    ],
)
def test_reads_a_hanzi_name(name: str, pinyin: str, initials: str) -> None:
    assert pinyin_of(name) == pinyin
    assert initials_of(name) == initials


@pytest.mark.parametrize(
    ("name", "other"),
    [("乐嘉", "lejia"), ("覃海洋", "tanhaiyang"), ("张长江", "zhangzhangjiang"), ("翟让", "dirang")],
)
def test_searches_the_other_readings_too(name: str, other: str) -> None:
    assert other in {"".join(syllables) for syllables in readings(name)}


def test_reads_every_compound_surname_whole() -> None:
    for surname, syllables in COMPOUND_SURNAMES.items():
        assert split_hanzi_name(surname + "伟") == (surname, "伟")
        assert pinyin_of(surname + "伟") == "".join(syllables) + "wei"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张伟", "Zhang Wei"),
        ("欧阳靖", "Ouyang Jing"),
        ("张小明", "Zhang Xiaoming"),
        ("吕布", "Lü Bu"),
        ("刘西安", "Liu Xi'an"),
        ("阿依古丽·买买提", "Ayiguli Maimaiti"),
        ("John Smith", ""),
        ("", ""),
        ("😀", ""),
    ],
)
def test_writes_pinyin_out(name: str, shown: str) -> None:
    assert display_pinyin(name) == shown


def test_knows_the_spellings_of_passports_and_of_elsewhere() -> None:
    assert passport_spellings("lvwei") == ("lyuwei", "luwei")
    assert passport_spellings("wangwei") == ()
    assert "chan" in surname_spellings("陈小春")
    assert "chan" in surname_spellings("陳小春")
    assert {"cheung", "chang"} <= set(surname_spellings("张国荣"))
    assert "hsu" in surname_spellings("徐志摩")
    assert "tsai" in surname_spellings("蔡英文")
    assert given_pinyin("蔡英文") == "yingwen"


@pytest.mark.parametrize(
    ("text", "name", "sex", "title"),
    [
        ("ZHANG/SAN MR", "Zhang San", "male", "Mr"),
        ("zhang/san ms", "zhang san", "female", "Ms"),
        ("ZHANG/SANMR", "Zhang San", "male", "Mr"),
        ("OUYANG/JING MS", "Ouyang Jing", "female", "Ms"),
        ("CHAN/TAI MAN MR", "Chan Tai Man", "male", "Mr"),
        ("SMITH/JOHN MR", "John Smith", "male", "Mr"),
        ("SMITH/ADAMS", "Adams Smith", "", ""),
        ("LI/XIAO CHD", "Li Xiao", "", ""),
        ("LYU/WEI MRS", "Lyu Wei", "female", "Mrs"),
    ],
)
def test_reads_the_form_of_booking_platforms(text: str, name: str, sex: str, title: str) -> None:
    parts = read_name(text)
    assert (parts.name, parts.sex, parts.title) == (name, sex, title)
    assert parts.repairs == ("name_from_ota_form",)


@pytest.mark.parametrize(
    ("text", "name", "title", "sex"),
    [
        ("张三先生", "张三", "先生", "male"),
        ("Dr. Anna Müller", "Anna Müller", "Dr", ""),
        ("Mr. 张伟", "张伟", "Mr", "male"),
        ("王总", "王总", "", ""),
        ("Mrs Anna Smith", "Anna Smith", "Mrs", "female"),
        ("李女士", "李女士", "李女士", "female"),
        ("Drew Barry", "Drew Barry", "", ""),
    ],
)
def test_takes_a_title_off_a_name(text: str, name: str, title: str, sex: str) -> None:
    parts = read_name(text)
    assert (parts.name, parts.title, parts.sex) == (name, title, sex)


def test_parts_hanzi_from_the_latin_name_beside_it() -> None:
    parts = read_name("张伟 (David Zhang)")
    assert (parts.name, parts.latin_name) == ("张伟", "David Zhang")
    assert read_name("张　伟").name == "张伟"


@pytest.mark.parametrize(
    "name",
    ["Jean-Pierre Müller", "Smith, John", "مُحَمَّد علي", "김철수", "😀😀", "John David Smith", "Иван Петров"],
)
def test_keeps_other_names_as_typed(name: str) -> None:
    assert read_name(name).name == name


@pytest.mark.parametrize(
    ("family", "given_name", "name"),
    [
        ("张", "伟", "张伟"),
        ("Smith", "John", "John Smith"),
        ("Zhang", "Wei", "Zhang Wei"),
        ("Cheung", "Ka Fai", "Cheung Ka Fai"),
        ("", "John", "John"),
        ("Smith", "", "Smith"),
        ("김", "철수", "김철수"),
    ],
)
def test_joins_family_and_given_name(family: str, given_name: str, name: str) -> None:
    assert join_family_and_given(family, given_name) == name


def test_tells_a_chinese_name_in_latin_letters() -> None:
    assert is_chinese_in_latin("Lyu", "Xiaoming")
    assert not is_chinese_in_latin("Smith", "Wei")
    assert not is_chinese_in_latin("Li", "Robert")


def test_finds_a_name_with_any_dot_and_none() -> None:
    assert (
        len({fold_name(f"阿依古丽{dot}买买提") for dot in ["", "·", "•", "・", "‧", "．", " ", " · "]}) == 1
    )


def test_knows_a_digest() -> None:
    digest = "801b08c30d1a38e502bfc39a7914a2ff786c353fe409de3524585487fab951f9"
    assert looks_like_digest("0x" + digest.upper()) == digest
    assert looks_like_digest("Zhang Wei") == ""
    assert looks_like_digest("g" * 64) == ""


def test_hears_the_sex_in_a_form_of_address() -> None:
    assert title_sex("Mr.") == "male"
    assert title_sex("李女士") == "female"
    assert title_sex("王总") == ""


@given(st.text(max_size=60))
def test_reads_any_text_as_some_name(text: str) -> None:
    parts = read_name(text)
    assert isinstance(parts.name, str)
    display_pinyin(parts.name)
    assert len(readings(parts.name)) <= 6
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(max_size=30), st.text(max_size=30))
def test_joins_any_two_texts(family: str, given_name: str) -> None:
    assert isinstance(join_family_and_given(family, given_name), str)
