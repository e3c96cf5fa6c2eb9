"""The keys of names: what one person's spellings have in common."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from huitouke.guests.values.pinyin import display_pinyin, readings
from huitouke.identity.matching.names import NOBODY, read_name_keys
from huitouke.identity.matching.syllables import pinyin_splits


def keys(*told, **more):
    read = read_name_keys(*told, **more)
    return {read.key, *read.readings} - {""}


def parts(text):
    read = read_name_keys(text)
    return read.family, read.given


@pytest.mark.parametrize(
    "spelling",
    [
        "ZHANG WEI", "Wei Zhang", "zhangwei", "weizhang", "Zhang, Wei", "ZHANG/WEI MR", "ZHANG/WEIMR",
        "Mr. Zhang Wei",
        "ZHANG Wei", "Wei ZHANG", "Zhang1 Wei3", "Zhāng Wěi", "Zhang Wei x 2 pax", "ＺＨＡＮＧ ＷＥＩ",
        "张伟", "張偉",
        "张 伟", "张伟先生", "尊敬的张伟女士", "张伟 (VIP)",
    ],
)  # fmt: skip
def test_one_name_has_one_key_however_it_is_written(spelling):
    read = read_name_keys(spelling)
    assert (read.family, read.given, read.key) == ("zhang", "wei", "wei zhang")


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Zhang San-feng", "zhang", "sanfeng"), ("Sanfeng Zhang", "zhang", "sanfeng"), ("Li Xi'an", "li", "xian"),
        ("Ouyang Jing", "ouyang", "jing"), ("Ou Yang Jing", "ouyang", "jing"), ("Jing Ou-Yang", "ouyang", "jing"),
        ("歐陽靜", "ouyang", "jing"), ("诸葛亮", "zhuge", "liang"), ("上官婉儿", "shangguan", "waner"),
        ("Sima Qian", "sima", "qian"), ("尉迟恭", "yuchi", "gong"), ("万俟雪", "moqi", "xue"),
        ("单田芳", "shan", "tianfang"),
        ("解晓东", "xie", "xiaodong"), ("曾国藩", "zeng", "guofan"), ("仇英", "qiu", "ying"),
        ("查良镛", "zha", "liangyong"),
        ("区大相", "ou", "daxiang"), ("乐毅", "yue", "yi"), ("翟志刚", "zhai", "zhigang"),
        ("Chan Tai Man", "chan", "taiman"),
        ("Tai Man Chan", "chan", "taiman"), ("Hsieh Mei-ling", "hsieh", "meiling"), ("LYU BU", "lv", "bu"),
        ("Lü Bu", "lv", "bu"),
        ("Tony Leung Chiu Wai", "leung", "chiuwai"), ("John F. Smith Jr.", "smith", "john f"),
        ("Smith, John", "smith", "john"),
        ("Juan de la Cruz", "delacruz", "juan"), ("Sean O'Brien", "obrien", "sean"),
        ("José García López", "garcia lopez", "jose"),
        ("Kim Min-su", "kim", "minsu"), ("김민수", "kim", "minsu"), ("サトウ ケン", "sato", "ken"),
        ("Иван Петров", "petrov", "ivan"),
        ("阿依古丽·买买提", "maimaiti", "ayiguli"), ("王总", "wang", ""), ("李女士", "li", ""),
        ("欧阳小姐", "ouyang", ""), ("老王", "wang", ""),
    ],
)  # fmt: skip
def test_the_family_name_is_told_from_the_given_name(text, family, given):
    assert parts(text) == (family, given)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chan Tai Man", "陈大文"), ("Leung Chiu Wai", "梁朝偉"), ("Wong Ka Wai", "王家衛"),
        ("Ng Chi Keung", "吴志强"),
        ("Cheung Hok Yau", "张学友"), ("Au-Yeung Ka Fai", "欧阳嘉辉"), ("Chen Chih-ming", "陈志明"),
        ("Tsai Ing-wen", "Tsai Ing Wen"),
        ("Chang Chih-hao", "張志豪"), ("Hsu Ya-ting", "许雅婷"), ("Hsieh Chia-jung", "谢佳蓉"),
        ("Kuo Tai-ming", "郭台铭"),
        ("Chang Wei", "Zhang Wei"), ("Tan Wei Ming", "陈伟明"), ("Lim Boon Keng", "林文庆"),
        ("Tan Boon Kok", "陈文国"),
        ("Ong Teck Seng", "王德成"), ("Goh Wei Ming", "吴伟明"), ("LU BU", "吕布"), ("LV BU", "吕布"),
        ("LYU BU", "吕布"),
        ("NYU WEI", "Nv Wei"), ("xian li", "李西安"), ("fangan", "Fang An"), ("fangan", "范甘"),
        ("Li Lian", "李丽安"),
        ("乐嘉", "Le Jia"), ("翟天临", "Di Tianlin"), ("朴树", "Pu Shu"), ("盖伦", "Gai Lun"),
        ("David 王", "David Wang"), ("王大卫 David", "David Wang"), ("王大卫 David", "David Wong"),
        ("王大卫", "王大卫 David"),
        ("Tony Leung Chiu Wai", "Leung Chiu Wai"), ("Tony Leung", "Tony Leung Chiu Wai"),
        ("Anthony Leung", "Tony Leung"),
        ("陈李美华", "陈美华"), ("陈李美华", "李美华"), ("Bob Smith", "Robert Smith"),
        ("Bill Gates", "William Gates"), ("Liz Taylor", "Elizabeth Taylor"),
        ("Hans Meier", "Johannes Meier"), ("Pepe Ruiz", "José Ruiz"), ("Sasha Ivanov", "Aleksandr Ivanov"),
        ("Müller, Hans", "Hans Mueller"),
        ("Müller, Hans", "Hans Muller"), ("Mueller, Hans", "Muller Hans"), ("Bjørn Østby", "Bjoern Oestby"),
        ("Weiß Anna", "Anna Weiss"),
        ("Ludwig van Beethoven", "Ludwig Beethoven"), ("Jose Garcia", "José García López"),
        ("Mary Smith-Jones", "Mary Jones"),
        ("John Michael Smith", "John Smith"), ("J. Michael Smith", "Michael Smith"),
        ("SMITH/JOHN MR", "Mr John Smith"),
        ("Юлия Смирнова", "Yulia Smirnova"), ("Iuliia Smirnova", "Julia Smirnova"),
        ("Дмитрий Соколов", "Dmitry Sokolov"),
        ("محمد الحربي", "Mohammed Al-Harbi"), ("Mohamed Alharbi", "Muhammad Al Harbi"),
        ("Ohno Yoko", "Ōno Yōko"), ("Oono Yoko", "Ono Yoko"),
        ("おおの ようこ", "Ono Yoko"), ("김민수", "Kim Minsoo"), ("박지성", "Park Ji-sung"),
        ("이영희", "Rhee Young Hee"), ("Gim Minsu", "Kim Min-soo"),
        ("何俊俊", "hochunchun"), ("陈小学", "Chen Xiaoxue"), ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("阿依古丽·买买提", "Ayiguli Maimaiti"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_name_share_a_key(one, other):
    assert keys(one) & keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张伟", "张卫东"), ("Zhang Wei", "Zhang Min"), ("Chan Tai Man", "陈小明"),
        ("Bob Smith", "Roger Smith"), ("Anna Lin", "Amy Lin"),
        ("김민수", "김영희"), ("Ivan Petrov", "Oleg Petrov"), ("Li Na", "Li Nan"),
        ("John Smith", "John Smyth"), ("王芳", "王方圆"),
    ],
)  # fmt: skip
def test_other_names_share_none(one, other):
    assert not keys(one) & keys(other)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "TBA", "tbc", "GUEST 1", "guest2", "Guest", "x 2 pax", "2 PAX", "团队", "匿名", "匿名用户",
        "客人", "先生", "N/A", "test", "12345",
        "上海旅行社有限公司", "北京大学", "某某公司团队", "Acme Travel Ltd", "Hilton Hotels", "ABC Co., Ltd",
        "Muster GmbH", "???", "🙂🙂", "散客3",
        "Room 1208", "TBA/TBA", "会务组", "Adult 2", "-",
    ],
)  # fmt: skip
def test_what_names_no_person_gives_no_name(text):
    assert read_name_keys(text)[:6] == NOBODY[:6]


@pytest.mark.parametrize(
    ("told", "english"),
    [
        ("Tony Leung Chiu Wai", "anthony"), ("David 王", "david"), ("王大卫 David", "david"),
        ("Susan Chen", "susan"), ("Chan Tai Man, Peter", "peter"),
        ("Zhang Wei", ""), ("Robert Smith", ""), ("张伟", ""), ("Lina Wang", ""),
    ],
)  # fmt: skip
def test_an_english_name_beside_a_chinese_one_is_told_apart(told, english):
    assert read_name_keys(told).english == english


def test_parts_told_apart_are_taken_as_they_are_told():
    assert read_name_keys("", "", "Wei", "Zhang")[:2] == ("wei", "zhang")
    assert read_name_keys("", "", "张", "伟").hanzi == "张伟"
    assert read_name_keys("", "", "García López", "José")[:2] == ("garcia lopez", "jose")
    assert read_name_keys("", "", "Lee", "Kyle")[:2] == ("lee", "kyle")
    assert read_name_keys("陈大文", "CHAN Tai Man").key == "chen da wen"
    assert keys("陈大文", "CHAN Tai Man") >= keys("Chan Tai Man")
    assert read_name_keys("佐藤健", nationality="JP").family == "sato"


def test_half_a_name_told_in_its_own_column_stays_that_half():
    assert read_name_keys("", "", "waller", "")[:4] == ("waller", "", "", "waller")
    assert read_name_keys("", "", "de Paoli", "")[:4] == ("depaoli", "", "", "depaoli")
    assert read_name_keys("", "", "García López", "")[:2] == ("garcia lopez", "")
    assert read_name_keys("", "", "", "leo")[:4] == ("", "leo", "", "leo")
    assert read_name_keys("", "", "王", "")[:4] == ("wang", "", "", "wang")
    assert read_name_keys("", "", "Zhang Wei", "").key == "wei zhang"
    assert read_name_keys("", "", "Jackson", "Lee")[:2] == ("jackson", "lee"), "no other order is guessed"


def test_a_citizen_of_the_mainland_is_spelt_in_pinyin_alone():
    assert read_name_keys("乐静", is_mainland=True).readings == ("jing le",)
    assert "ching wang" in read_name_keys("王静").readings
    assert read_name_keys("王静", is_mainland=True).readings == ()
    assert "yue can man tai" in read_name_keys("陈大文", "CHAN Tai Man", is_mainland=True).readings


def test_titles_tell_the_sex():
    assert [read_name_keys(text).sex for text in ("ZHANG/WEI MRS", "Mr John Smith", "李女士", "张伟先生", "张伟")] == [
        "female", "male", "female", "male", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "splits"),
    [
        ("xian", {("xian",), ("xi", "an")}), ("fangan", {("fan", "gan"), ("fang", "an")}),
        ("zhangwei", {("zhang", "wei")}),
        ("xi'an", {("xi", "an")}), ("lvbu", {("lv", "bu")}), ("lyubu", {("lv", "bu")}), ("smith", set()),
        ("nguyen", set()),
    ],
)  # fmt: skip
def test_run_together_pinyin_is_divided_in_every_way(word, splits):
    assert set(pinyin_splits(word)) == splits


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉建国志文海红梅丽春晓东阳宇欣佳琪浩然"
hanzi_names = st.builds(
    "".join, st.tuples(st.sampled_from(SURNAMES), st.text(st.sampled_from(GIVEN), min_size=1, max_size=2))
)


TRADITIONAL = OpenCC("s2t")


@given(hanzi_names)
@settings(max_examples=300)
def test_traditional_and_simplified_signs_give_one_key(name):
    assert read_name_keys(TRADITIONAL.convert(name)) == read_name_keys(name)


@given(hanzi_names)
@settings(max_examples=300)
def test_order_spacing_and_case_of_pinyin_never_part_a_name(name):
    written = display_pinyin(name).replace("'", " ")
    family, _, rest = written.partition(" ")
    spaced = " ".join(readings(name)[0])
    expected = read_name_keys(name).key
    for spelling in (
        written,
        written.upper(),
        f"{rest} {family}",
        f"{family}, {rest}",
        f"{family}/{rest} MR",
        spaced,
    ):
        assert expected in keys(spelling), spelling
    run_together = written.replace(" ", "").lower()
    assert expected in keys(run_together) or len(pinyin_splits(run_together)) > 4
    assert read_name_keys(spaced).key == expected


PIECES_TEXT = """
zhang wei chan tai man bob smith o'brien van 张 伟 欧阳 · / , ( ) Mr. 先生 总 김 민수 サ ト ー
っ ゃ Иван محمد ü lü ß 1 x pax TBA - 和 & ａ Ｚ 公司 々 〇 𠮷 ́ VIP li xi'an e
"""
PIECES = PIECES_TEXT.split()
mixed = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join) | st.text(max_size=40)


@given(mixed, mixed, mixed, mixed)
@settings(max_examples=400)
def test_any_text_is_read_and_its_key_read_again_stays(name, latin, family, own):
    for read in (read_name_keys(name), read_name_keys(name, latin, family, own)):
        assert len(read.readings) <= 16
        assert read.key not in read.readings
        assert read.key == " ".join(sorted(read.key.split()))
        assert all(reading == reading.strip() for reading in read.readings)
    hanzi = read_name_keys(name).hanzi
    assert read_name_keys(hanzi).hanzi in (hanzi, "")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000, "a " * 5_000, "张" * 10_000, "an" * 90, "副总经理" * 49 + "x", "ang" * 60, "(" * 199,
        "김" * 199,
        "ア" * 199, "م" * 199, "a-" * 99, "张 " * 99, "1 " * 99, "xi'an" * 39,
    ],
)  # fmt: skip
def test_long_and_hostile_texts_take_no_time(text):
    started = time.perf_counter()
    for field in ({"name": text}, {"name": "", "family_name": text, "given_name": text}):
        read_name_keys(**field)
    assert time.perf_counter() - started < 0.5
