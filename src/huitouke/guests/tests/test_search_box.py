"""The search box against the real indexes: which scrap finds which guest, and which finds nobody."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.guests.models import ContactPoint
from huitouke.guests.queries import find_guests
from huitouke.guests.search import search_guests
from huitouke.testing.factories import SOME_ID_CARD, share

WANG = {"name": "王小明"}
DANIELLE = {"name": "Danielle O'Brien-Smith"}
LV = {"name": "吕绿"}
PHONE = {"name": "x", "mobile": "138 1234 5678"}
HONG_KONG = {"name": "x", "mobile": "+852 9123 4567"}
LANDLINE = {"name": "x", "office_phone": "0512-6666 8888"}
MAIL = {"name": "x", "email": "Wang.Xiao_Ming+hotel@Example.com"}
PLATE = {"name": "x", "plate": "苏E·8K213"}
CARD = {"name": "x", "card_number": "VIP-0012-77"}
COMPANY = {"name": "x", "company": "苏州工业园区丝绸有限公司"}
WESTERN_COMPANY = {"name": "x", "company": "Acme Robotics GmbH"}
CITIZEN = {"name": "x", "id_card": SOME_ID_CARD}
PASSPORT = {"name": "x", "passport": "E12345678"}
FOUND, LOST = True, False

TABLE = [
    # hanzi: whole, beginning, middle, one sign, traditional
    (WANG, "王小明", FOUND),
    (WANG, "王小", FOUND),
    (WANG, "小明", FOUND),
    (WANG, "明", FOUND),
    (WANG, "王", FOUND),
    (WANG, " 王 小 明 ", FOUND),
    (WANG, "王明", LOST),
    (WANG, "李", LOST),
    ({"name": "張偉"}, "张伟", FOUND),
    ({"name": "张伟"}, "張偉", FOUND),
    ({"name": "阿依古丽·买买提"}, "买买提", FOUND),
    ({"name": "阿依古丽·买买提"}, "阿依古丽•买买提", FOUND),
    ({"name": "𠮷野"}, "𠮷", FOUND),
    # pinyin: whole, parts, blanks, initials
    (WANG, "wangxiaoming", FOUND),
    (WANG, "wang xiao ming", FOUND),
    (WANG, "WANG", FOUND),
    (WANG, "wangx", FOUND),
    (WANG, "wxm", FOUND),
    (WANG, "wx", FOUND),
    (WANG, "xiaoming", FOUND),
    (WANG, "xiaoming wang", FOUND),
    (WANG, "wangda", LOST),
    (WANG, "xmw", LOST),
    # surnames that are read otherwise than the sign alone
    ({"name": "单雄信"}, "shan", FOUND),
    ({"name": "单雄信"}, "shanxiongxin", FOUND),
    ({"name": "曾国藩"}, "zeng", FOUND),
    ({"name": "曾国藩"}, "zgf", FOUND),
    ({"name": "解缙"}, "xie", FOUND),
    ({"name": "仇英"}, "qiu", FOUND),
    ({"name": "仇英"}, "qiuying", FOUND),
    ({"name": "区寄"}, "ou", FOUND),
    ({"name": "查良镛"}, "zha", FOUND),
    ({"name": "欧阳修"}, "ouyangxiu", FOUND),
    ({"name": "欧阳修"}, "oyx", FOUND),
    # ü, however it is typed
    (LV, "lvlv", FOUND),
    (LV, "lü", FOUND),
    (LV, "lv", FOUND),
    (LV, "lyu", FOUND),
    (LV, "lu", FOUND),
    # Western names by any word, with and without marks
    (DANIELLE, "danielle", FOUND),
    (DANIELLE, "o'brien", FOUND),
    (DANIELLE, "obrien", FOUND),
    (DANIELLE, "smith", FOUND),
    (DANIELLE, "smi", FOUND),
    (DANIELLE, "Smith Danielle", FOUND),
    (DANIELLE, "nielle", LOST),
    ({"name": "José Muñoz"}, "munoz", FOUND),
    ({"name": "Jose Munoz"}, "muñoz", FOUND),
    ({"name": "Søren Ångström"}, "soren", FOUND),
    ({"name": "王小明", "latin_name": "Daniel Wang"}, "daniel", FOUND),
    ({"name": "Tolstoi, Иван"}, "иван", FOUND),
    # phones: whole, tail, part, written in any way
    (PHONE, "13812345678", FOUND),
    (PHONE, "5678", FOUND),
    (PHONE, "678", FOUND),
    (PHONE, "1234", FOUND),
    (PHONE, "+86 138 1234 5678", FOUND),
    (PHONE, "008613812345678", FOUND),
    (PHONE, "138-1234-5678", FOUND),
    (PHONE, "138 1234", FOUND),
    (PHONE, "１３８１２３４", FOUND),
    (PHONE, "13812345679", LOST),
    (HONG_KONG, "91234567", FOUND),
    (HONG_KONG, "+852 9123 4567", FOUND),
    (LANDLINE, "66668888", FOUND),
    # e-mail: any part with the sign in it, in any case
    (MAIL, "wang.xiao_ming+hotel@example.com", FOUND),
    (MAIL, "WANG.XIAO_MING+HOTEL@EXAMPLE.COM", FOUND),
    (MAIL, "hotel@exam", FOUND),
    (MAIL, "@example.com", FOUND),
    (MAIL, "wang.xiaoaming+hotel@", LOST),
    (MAIL, "%@example.com", LOST),
    (MAIL, "wang_xiao@", LOST),
    # plates, with and without dots, blanks and the province
    (PLATE, "苏E8K213", FOUND),
    (PLATE, "苏E·8K213", FOUND),
    (PLATE, "苏e 8k213", FOUND),
    (PLATE, "8K213", FOUND),
    (PLATE, "8k2", FOUND),
    (PLATE, "E8K", FOUND),
    (PLATE, "8K214", LOST),
    # cards
    (CARD, "VIP-0012-77", FOUND),
    (CARD, "vip-0012", FOUND),
    (CARD, "0012", FOUND),
    (CARD, "12-77", FOUND),
    (CARD, "0013", LOST),
    # companies
    (COMPANY, "丝绸", FOUND),
    (COMPANY, "苏州工业园区", FOUND),
    (WESTERN_COMPANY, "robotics", FOUND),
    (WESTERN_COMPANY, "acme", FOUND),
    (COMPANY, "茶叶", LOST),
    # papers: whole only, in any case and grouping
    (CITIZEN, SOME_ID_CARD, FOUND),
    (CITIZEN, SOME_ID_CARD.lower(), FOUND),
    (CITIZEN, f"{SOME_ID_CARD[:6]} {SOME_ID_CARD[6:14]} {SOME_ID_CARD[14:]}", FOUND),
    (CITIZEN, SOME_ID_CARD[:17], LOST),
    (CITIZEN, SOME_ID_CARD[6:14], LOST),
    (PASSPORT, "E12345678", FOUND),
    (PASSPORT, "e1234 5678", FOUND),
    (PASSPORT, "E1234567", LOST),
    (PASSPORT, "12345678", LOST),
    # what nobody's own number is
    ({"name": "x", "mobile": "138****5678"}, "5678", LOST),
    ({"name": "x", "email": "x1y2z3@guest.booking.com"}, "x1y2z3@guest.booking.com", LOST),
    # signs that mean something to LIKE
    (WANG, "%", LOST),
    (WANG, "_", LOST),
    (WANG, "%%%", LOST),
    (WANG, "w%m", LOST),
    (WANG, "\\", LOST),
    (PHONE, "1%8", LOST),
    (CARD, "0_12", LOST),
    # too short, or nothing
    (WANG, "w", LOST),
    (PHONE, "78", LOST),
    (WANG, "", LOST),
    (WANG, "   ", LOST),
]


def found(actor, scrap):
    return [line.id for line in find_guests(actor, scrap)[0]]


@pytest.mark.parametrize(
    ("targets", "scrap", "expected"),
    TABLE,
    ids=[f"{scrap} {next(reversed(t.values()))}" for t, scrap, _ in TABLE],
)
def test_a_scrap_finds_whom_it_means(group, alma, guest_of, targets, scrap, expected):
    guest = guest_of(group.main, **targets)
    assert found(alma.actor, scrap) == ([guest.id] if expected else [])


@pytest.mark.parametrize("scrap", ["0512 6666 8888", "0512-6666"])
def test_a_landline_is_found_as_it_is_dialled(group, alma, guest_of, scrap):
    guest = guest_of(group.main, **LANDLINE)
    assert found(alma.actor, scrap) == [guest.id]


@pytest.mark.parametrize("scrap", ["w", "12", "", " ", "%", "@"])
def test_too_short_a_scrap_is_said_to_be_so(group, alma, scrap):
    assert find_guests(alma.actor, scrap) == ([], True)


@pytest.mark.parametrize("scrap", ["王", "wx", "123"])
def test_the_shortest_scraps_are_searched(group, alma, scrap):
    assert find_guests(alma.actor, scrap) == ([], False)


def test_a_relay_is_shown_with_its_guest_and_finds_nobody(group, alma, guest_of):
    guest = guest_of(group.main, name="王小明", email="x1y2z3@guest.booking.com")
    contact = ContactPoint.objects.get(guest=guest)
    assert contact.is_relay
    assert found(alma.actor, "x1y2z3@") == []
    ContactPoint.objects.update(is_relay=False)
    assert found(alma.actor, "x1y2z3@") == [guest.id]


EVERYTHING = {
    "name": "王小明",
    "mobile": "13812345678",
    "email": "wang@example.com",
    "plate": "苏E8K213",
    "card_number": "VIP0012",
    "company": "苏州丝绸有限公司",
    "id_card": SOME_ID_CARD,
}
SCRAPS = [
    "王小明",
    "明",
    "wangxiaoming",
    "wxm",
    "5678",
    "138",
    "wang@",
    "8K213",
    "VIP0012",
    "丝绸",
    SOME_ID_CARD,
]


@pytest.mark.parametrize("scrap", SCRAPS)
def test_a_guest_of_another_legal_entity_is_never_found_unless_shared(
    group, alma, chiara, bruno, guest_of, scrap
):
    guest = guest_of(group.main, **EVERYTHING)
    assert found(alma.actor, scrap) == [guest.id]
    assert found(bruno.actor, scrap) == [guest.id]
    assert found(chiara.actor, scrap) == []
    share(guest)
    assert found(chiara.actor, scrap) == [guest.id]


def test_the_exact_name_stands_first_and_nobody_twice(group, alma, guest_of):
    longer = guest_of(group.main, name="王小明明")
    inside = guest_of(group.main, name="大王小明")
    exact = guest_of(group.main, name="王小明", company="王小明工作室")
    ids = found(alma.actor, "王小明")
    assert ids[:2] == [exact.id, longer.id]
    assert sorted(ids) == sorted([exact.id, longer.id, inside.id])


def test_the_tail_of_a_phone_stands_before_its_middle(group, alma, guest_of):
    middle = guest_of(group.main, name="a", mobile="13856781111")
    tail = guest_of(group.main, name="b", mobile="13811115678")
    assert found(alma.actor, "5678") == [tail.id, middle.id]


def test_a_line_says_by_what_it_was_found(group, alma, guest_of):
    guest_of(group.main, **EVERYTHING)
    by = {scrap: find_guests(alma.actor, scrap)[0][0].found_by for scrap in SCRAPS}
    assert by["王小明"] == "name"
    assert by["wangxiaoming"] == "pinyin"
    assert by["wxm"] == "initials"
    assert by["5678"] == "phone"
    assert by["wang@"] == "email"
    assert by["8K213"] == "plate"
    assert by["VIP0012"] == "card"
    assert by["丝绸"] == "company"
    assert by[SOME_ID_CARD] == "document"


def test_no_more_than_asked_for_are_found(group, alma, guest_of):
    for number in range(8):
        guest_of(group.main, name=f"王{'一二三四五六七八'[number]}")
    assert len(find_guests(alma.actor, "王", limit=5)[0]) == 5


def test_two_letters_leave_room_for_names_beside_initials(group, alma, guest_of):
    for _ in range(20):
        guest_of(group.main, name="李安")
    western = guest_of(group.main, name="La Rue")
    assert western.id in found(alma.actor, "la")


def test_guests_of_others_leave_the_list_full(group, alma, guest_of):
    for _ in range(25):
        guest_of(group.bay, name="王小明")
    own = guest_of(group.main, name="王小明")
    assert found(alma.actor, "王小明") == [own.id]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    scrap=st.one_of(
        st.text(max_size=40),
        st.text(alphabet="%_\\'\"@{}()+-*王w1 .\x00\ud800", max_size=12),
        st.text(alphabet="0123456789Xx+- ", max_size=22),
    )
)
def test_no_scrap_crashes_the_search(group, alma, scrap):
    search_guests(alma.actor, scrap)
