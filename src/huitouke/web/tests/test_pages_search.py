"""The search box over HTTP: what is found by what, what opens at once, what is carried to a new guest."""

import pytest

from huitouke.testing.factories import SOME_ID_CARD

HTMX = {"HX-Request": "true"}


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main,
        name="王建国",
        mobile="13812342217",
        email="wang@example.com",
        id_card=SOME_ID_CARD,
        company="盛远科技",
        card_number="VIP-2217",
        plate="苏E8K213",
    )


@pytest.fixture
def ask(alma, signed_in):
    client = signed_in(alma)
    return lambda **said: client.post("/search/", said, headers=HTMX)


@pytest.mark.parametrize(
    ("scrap", "by"),
    [
        ("王", "姓名"),
        ("建国", "姓名"),
        ("wangjian", "拼音"),
        ("wjg", "拼音首字母"),
        ("2217", "电话"),
        ("1381234", "电话"),
        ("wang@", "邮箱"),
        ("8K213", "车牌"),
        ("VIP-22", "会员卡号"),
        ("盛远", "单位"),
    ],
)
def test_finds_by_every_scrap_and_says_by_which(wang, ask, scrap, by):
    text = ask(q=scrap).content.decode()
    assert "王建国" in text
    assert f'results__by">{by}<' in text


@pytest.mark.parametrize("scrap", ["w", "12", "."])
def test_says_how_much_is_enough(wang, ask, scrap):
    assert "至少 1 个汉字" in ask(q=scrap).content.decode()


def test_a_whole_document_number_opens_its_guest(wang, ask):
    assert ask(q=SOME_ID_CARD)["HX-Redirect"] == f"/guests/{wang.id}/"


def test_a_card_on_the_reader_opens_its_guest(wang, ask):
    card = f"姓名:王建国 性别:女 出生:19491231 公民身份号码:{SOME_ID_CARD}"
    assert ask(scan=card)["HX-Redirect"] == f"/guests/{wang.id}/"


def test_an_unknown_card_starts_a_new_guest_with_what_it_says(group, alma, signed_in):
    client = signed_in(alma)
    card = f"姓名:李红\n性别:女\n出生:19491231\n住址:北京市朝阳区某路 1 号\n公民身份号码:{SOME_ID_CARD}"
    answer = client.post("/search/", {"scan": card}, headers=HTMX)
    assert answer["HX-Redirect"] == "/guests/new/"
    assert SOME_ID_CARD not in str(dict(client.session))
    form = client.get("/guests/new/").content.decode()
    for word in ("李红", SOME_ID_CARD, "1949-12-31", "朝阳区"):
        assert word in form
    assert SOME_ID_CARD not in client.get("/guests/new/").content.decode()


@pytest.mark.parametrize(
    ("scrap", "name"), [("欧阳锋", "name"), ("13900001111", "mobile"), ("a@b.cn", "email")]
)
def test_nobody_found_offers_a_new_guest_with_the_scrap(group, alma, signed_in, scrap, name):
    client = signed_in(alma)
    assert f'name="{name}" value="{scrap}"' in client.post("/search/", {"q": scrap}).content.decode()
    assert scrap in client.post("/guests/new/", {"start": "1", name: scrap}).content.decode()


def test_who_may_only_read_is_offered_no_new_guest(group, irene, signed_in):
    assert "/guests/new/" not in signed_in(irene).post("/search/", {"q": "欧阳锋"}).content.decode()


def test_guests_of_another_entity_are_not_found(wang, chiara, signed_in):
    client = signed_in(chiara)
    for scrap in ("王建国", "2217", SOME_ID_CARD):
        answer = client.post("/search/", {"q": scrap}, headers=HTMX)
        assert "HX-Redirect" not in answer.headers
        assert "王建国</bdi>" not in answer.content.decode()


def test_a_scrap_never_stands_in_an_address(wang, alma, signed_in):
    assert signed_in(alma).get("/search/", {"q": "王"}).status_code == 405


@pytest.mark.parametrize("scrap", ["\x00", "%", "_" * 300, "😀", "‮王", "'; --", "王" * 5000])
def test_odd_scraps_are_no_error(wang, ask, scrap):
    assert ask(q=scrap).status_code == 200
    assert ask(scan=scrap).status_code == 200
