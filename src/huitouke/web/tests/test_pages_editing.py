"""The form of a guest: errors in their place, a colleague's save respected, notes from anywhere."""

import json
import re
from html.parser import HTMLParser

import pytest

from huitouke.guests.models import Guest, Note
from huitouke.identity.services import change_guest
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.testing.counts import nothing_written
from huitouke.testing.factories import SOME_ID_CARD


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main,
        name="王建国",
        form_of_address="王总",
        mobile="13812342217",
        id_card=SOME_ID_CARD,
        preference="荞麦枕",
        tag="摄影",
    )


@pytest.fixture
def desk(alma, signed_in):
    return signed_in(alma)


class FormReader(HTMLParser):
    """What the form of a page would post, as lists by name; templates of rows to come are passed over."""

    def __init__(self):
        super().__init__()
        self.posted, self.inside, self.in_template, self.select = {}, False, False, ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside = self.inside or "data-save-keys" in given
        self.in_template = self.in_template or tag == "template"
        if not self.inside or self.in_template:
            return
        if tag == "select":
            self.select = given.get("name", "")
            if self.select:
                self.posted.setdefault(self.select, []).append("")
        elif tag == "option" and self.select and "selected" in given:
            self.posted[self.select][-1] = given["value"]
        elif tag == "input" and given.get("type") != "checkbox" and given.get("name"):
            self.posted.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"
        self.in_template = self.in_template and tag != "template"
        self.select = "" if tag == "select" else self.select


def typed_form(page):
    reader = FormReader()
    reader.feed(page.content.decode())
    return reader.posted


def test_a_new_guest_is_saved_with_all_that_was_typed(group, desk):
    answer = desk.post(
        "/guests/new/",
        {
            "name": "刘敏",
            "birthday_calendar": "lunar",
            "birthday_month": "8",
            "birthday_day": "15",
            "nationality": "CN",
            "contact_id": ["", ""],
            "contact_kind": ["mobile", "email"],
            "contact_value": ["139 0000 1111", "LIU@example.com"],
            "document_id": [""],
            "document_kind": ["id_card"],
            "document_number": [SOME_ID_CARD],
            "wish_id": ["", ""],
            "wish_kind": ["preference", "allergy"],
            "wish_value": ["高楼层", "花生过敏"],
            "plate_id": [""],
            "plate_value": ["沪A12345"],
            "tag_id": [""],
            "tag_value": ["摄影"],
        },
    )
    guest = Guest.objects.get()
    assert answer["Location"] == f"/guests/{guest.id}/"
    assert (guest.name, guest.sex, str(guest.birth_date)) == ("刘敏", "female", "1949-12-31")
    assert (guest.birthday_calendar, guest.birthday_month, guest.birthday_day) == ("lunar", 8, 15)
    assert set(guest.contacts.values_list("value", flat=True)) == {"+8613900001111", "liu@example.com"}
    assert guest.has_warning
    assert guest.vehicles.get().plate == "沪A12345"


def test_what_is_wrong_is_told_at_its_row_and_all_typing_stays(group, desk, refuses_to_write):
    with refuses_to_write():
        answer = desk.post(
            "/guests/new/",
            {
                "name": "刘敏",
                "company": "盛远科技",
                "birth_date": "2031-02-03",
                "contact_id": ["", ""],
                "contact_kind": ["mobile", "mobile"],
                "contact_value": ["13900001111", "1390"],
                "document_id": [""],
                "document_kind": ["id_card"],
                "document_number": ["110105194912310021"],
            },
        )
    text = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("刘敏", "盛远科技", "13900001111", "1390", "110105194912310021"):
        assert f'value="{typed}"' in text
    assert "{field}" not in text
    summary = text[text.index("data-error-summary") : text.index("</ul>", text.index("data-error-summary"))]
    assert {'href="#documents"', 'href="#id_birth_date"'} <= set(re.findall(r'href="[^"]+"', summary))
    assert "id_birth_date_error" in text
    wrong = text[text.index('value="110105194912310021"') :]
    assert "field__error" in wrong[: wrong.index("</template>")]


def test_saving_an_untouched_form_changes_nothing(wang, desk, refuses_to_write):
    page = desk.get(f"/guests/{wang.id}/edit/")
    with refuses_to_write():
        answer = desk.post(f"/guests/{wang.id}/edit/", typed_form(page))
    assert answer.status_code == 302


def test_a_changed_contact_is_a_new_row_and_an_untouched_paper_stays(wang, desk):
    posted = typed_form(desk.get(f"/guests/{wang.id}/edit/"))
    posted["contact_value"] = ["13900001111"]
    posted["position"] = ["董事长"]
    posted["tag_id"], posted["tag_value"] = [], []
    desk.post(f"/guests/{wang.id}/edit/", posted)
    wang.refresh_from_db()
    assert wang.position == "董事长"
    assert list(wang.contacts.values_list("value", flat=True)) == ["+8613900001111"]
    assert wang.documents.count() == 1
    assert not wang.guest_tags.exists()


def test_a_colleagues_save_is_shown_and_never_undone(wang, desk, mei):
    posted = typed_form(desk.get(f"/guests/{wang.id}/edit/"))
    change_guest(
        actor=mei.actor, guest_id=wang.id, fields={"form_of_address": "王董"}, additions={}, removals={}
    )
    posted["company"] = ["盛远科技"]
    crossed = desk.post(f"/guests/{wang.id}/edit/", posted)
    text = crossed.content.decode()
    assert crossed.status_code == 409
    for word in ("同事保存过这份档案", "王董", "梅", "盛远科技"):
        assert word in text
    again = typed_form(crossed)
    assert desk.post(f"/guests/{wang.id}/edit/", again).status_code == 302
    wang.refresh_from_db()
    assert (wang.company, wang.form_of_address) == ("盛远科技", "王董")


def test_who_may_only_read_finds_no_form(wang, irene, signed_in, refuses_to_write):
    client = signed_in(irene)
    assert "/edit/" not in client.get(f"/guests/{wang.id}/").content.decode()
    with refuses_to_write():
        assert client.get(f"/guests/{wang.id}/edit/").status_code == 403
        assert client.post(f"/guests/{wang.id}/edit/", {"name": "x"}).status_code == 403
        assert client.post("/guests/new/", {"name": "x"}).status_code == 403
        assert client.post(f"/guests/{wang.id}/notes/", {"text": "x"}).status_code in (403, 404)


@pytest.mark.parametrize(
    "said",
    [
        {"opened": "not json", "name": "王建国"},
        {"opened": json.dumps({"rows": {"contact": "x"}, "fields": []}), "name": "王建国"},
        {"opened": json.dumps({"rows": {"contact": {"no id": ["mobile", "1"]}}}), "name": "王建国"},
        {"opened": "[" * 100_000, "name": "王建国"},
        {"seen_at": "yesterday", "name": "王\x00建国"},
        {"contact_kind": ["evil"], "contact_id": ["x"], "contact_value": ["1"], "name": "王"},
        {"birthday_calendar": "lunar", "birthday_month": "99", "birthday_day": "x", "name": "王"},
        {"name": "x" * 100_000},
        {"birth_date": "30 February", "name": "王"},
    ],
)
def test_odd_posts_are_refused_in_words_or_taken_but_never_break(wang, desk, said):
    assert desk.post(f"/guests/{wang.id}/edit/", said).status_code in (302, 409, 422)
    assert desk.post("/guests/new/", said).status_code in (302, 422)


def test_hints_read_a_name_and_a_number_and_know_who_has_it(wang, desk):
    assert "Ouyang Jing" in desk.post("/guests/hints/name/", {"name": "欧阳静"}).content.decode()
    paper = {"document_kind": "id_card", "document_number": SOME_ID_CARD}
    text = desk.post("/guests/hints/document/", paper).content.decode()
    assert "1949-12-31" in text
    assert "王建国" in text
    own = desk.post("/guests/hints/document/", {**paper, "guest": str(wang.id)}).content.decode()
    assert "王建国" not in own
    phone = {"contact_kind": "mobile", "contact_value": "13812342217"}
    assert "王建国" in desk.post("/guests/hints/contact/", phone).content.decode()
    wrong = {**paper, "document_number": "110105194912310021"}
    assert "field__error" in desk.post("/guests/hints/document/", wrong).content.decode()


def test_the_form_of_a_new_guest_names_who_it_may_be_and_why(wang, desk, refuses_to_write):
    assert 'hx-post="/guests/hints/known/"' in desk.get("/guests/new/").content.decode()
    keep_missing_rows()
    contact = {"contact_id": "", "contact_kind": "mobile", "contact_value": "138 1234 2217"}
    typed = {"name": "Wang Jianguo", **contact}
    with refuses_to_write():
        text = desk.post("/guests/hints/known/", typed).content.decode()
    assert f'href="/guests/{wang.id}/"' in text
    assert len(re.findall("(?:：|: )相同", text)) == 2
    assert "kept--known" not in desk.post("/guests/hints/known/", {"name": "李静怡"}).content.decode()


def test_a_note_is_written_from_any_page_and_taken_off_again(wang, desk, alma):
    found = desk.post("/guests/note/find/", {"who": "wangjian"}).content.decode()
    assert f'value="{wang.id}" checked' in found
    assert "王建国" in desk.get(f"/guests/{wang.id}/notes/dialog/").content.decode()
    saved = desk.post(
        f"/guests/{wang.id}/notes/",
        {"text": "夜床留一瓶水", "purpose": "care", "expires_on": "2099-01-01", "place": "dialog"},
    )
    assert "close-dialog" in saved["HX-Trigger"]
    note = Note.objects.get()
    assert (note.text, note.purpose, note.author_id) == ("夜床留一瓶水", "care", alma.user.id)
    assert "夜床留一瓶水" in desk.get(f"/guests/{wang.id}/", {"tab": "notes"}).content.decode()
    desk.post(f"/guests/{wang.id}/notes/{note.id}/remove/")
    assert not Note.objects.exists()


def test_signs_that_are_no_text_are_taken_out_of_a_note(wang, desk):
    assert desk.post(f"/guests/{wang.id}/notes/", {"text": "窗\x00边"}).status_code in (200, 422)


@pytest.mark.parametrize(
    "said", [{"text": " "}, {"text": "x", "expires_on": "soon"}, {"text": "x", "expires_on": "2001-01-01"}]
)
def test_a_note_that_cannot_be_kept_comes_back_with_its_text(wang, desk, refuses_to_write, said):
    with refuses_to_write():
        answer = desk.post(f"/guests/{wang.id}/notes/", {"place": "dialog", **said})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_a_branch_that_is_not_ones_own_refuses_the_new_guest(group, alma, signed_in):
    with nothing_written():
        answer = signed_in(alma).post("/guests/new/", {"name": "张伟", "branch": group.bay.code})
    assert answer.status_code == 403


def test_who_follows_up_is_chosen_among_colleagues_of_the_branches_one_sees(
    group, wang, alma, chiara, bruno, signed_in
):
    edit = f"/guests/{wang.id}/edit/"
    offered = signed_in(alma).get(edit).content.decode()
    assert 'value="alma"' in offered
    assert 'value="bruno"' in offered
    assert 'value="chiara"' not in offered
    assert 'value="chiara"' in signed_in(bruno).get(edit).content.decode()
    change_guest(
        actor=bruno.actor, guest_id=wang.id, fields={"follow_up": "chiara"}, additions={}, removals={}
    )
    assert 'value="chiara" selected' in signed_in(alma).get(edit).content.decode()


def test_papers_and_cars_have_boxes_for_what_stands_aside(group, desk):
    page = desk.get("/guests/new/").content.decode()
    for box in ("document_country", "document_until", "plate_model", "plate_colour", "region", "postcode"):
        assert f'name="{box}"' in page
    sent = {
        "name": "冈本由纪",
        "document_id": [""],
        "document_kind": ["passport"],
        "document_number": ["TK1234567"],
        "document_country": ["JP"],
        "document_until": ["2030-05-12"],
        "plate_id": [""],
        "plate_value": ["苏E8K213"],
        "plate_model": ["Model Y"],
        "plate_colour": ["白"],
        "region": "浙江省杭州市西湖区",
        "postcode": "310013",
    }
    assert desk.post("/guests/new/", sent).status_code == 302
    guest = Guest.objects.get(name="冈本由纪")
    paper, car = guest.documents.get(), guest.vehicles.get()
    assert (paper.kind, paper.country, paper.expires_on.isoformat()) == ("passport", "JP", "2030-05-12")
    assert (car.plate, car.model, car.colour) == ("苏E8K213", "Model Y", "白")
    assert (guest.region, guest.postcode) == ("330106", "310013")
    form = desk.get(f"/guests/{guest.id}/edit/").content.decode()
    assert 'value="2030-05-12"' in form
    assert 'value="Model Y"' in form
    assert "西湖区" in form


def test_a_form_saved_untouched_changes_no_paper_and_no_car(group, desk, guest_of):
    guest = guest_of(
        group.main, name="冈本由纪", passport="TK1234567 (JP / 2030-05-12)", plate="苏E8K213 (Model Y / 白)"
    )
    paper, car = guest.documents.get(), guest.vehicles.get()
    reader = FormReader()
    reader.feed(desk.get(f"/guests/{guest.id}/edit/").content.decode())
    assert desk.post(f"/guests/{guest.id}/edit/", reader.posted).status_code == 302
    assert (guest.documents.get().id, guest.vehicles.get().id) == (paper.id, car.id)
    reader.posted["plate_colour"] = ["黑"]
    assert desk.post(f"/guests/{guest.id}/edit/", reader.posted).status_code == 302
    assert guest.vehicles.get().colour == "黑"
    assert guest.documents.get().id == paper.id


def test_a_last_day_that_cannot_be_stands_at_its_paper(group, desk):
    sent = {
        "name": "冈本由纪",
        "document_id": [""],
        "document_kind": ["passport"],
        "document_number": ["TK1234567"],
        "document_country": [""],
        "document_until": ["2030-02-31"],
    }
    with nothing_written():
        answer = desk.post("/guests/new/", sent)
    assert answer.status_code == 422
    assert 'value="TK1234567"' in answer.content.decode()
    assert not Guest.objects.exists()
