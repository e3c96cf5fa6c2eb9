"""The pages of companies: what a clerk does there, who may, what comes back."""

import io

import pytest

from huitouke.access.models import AuditEntry
from huitouke.guests.models import Company, CompanyContact, CompanyGuest, Cooperation, ScoreCard
from huitouke.guests.services.companies import change_company, share_company
from huitouke.testing.counts import at_most_queries
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
TABS = ("profile", "contacts", "agreement", "cooperation", "scores", "guests", "history")


@pytest.fixture
def sally(group):
    return hire("sally", "sales", group.main)


@pytest.fixture
def company(group, company_of):
    return company_of(
        group.main,
        name="盛远科技有限公司",
        kind="协议单位",
        agreement_to="2026-12-01",
        credit_limit="5万",
        address="上海市黄浦区外滩 1 号",
        distance="3",
        avoid_times="周一上午",
        code="C-1",
        trade="I",
        contact_name="张三",
        contact_mobile="13812345678",
        contact_role="签单人",
    )


def said(response):
    return response.content.decode()


def opened(client, company):
    """The form of a company as a browser would send it back."""
    form = client.get(f"/companies/{company.id}/edit/")
    draft = form.context["draft"]
    sent = {**draft.fields, "alias": draft.aliases, "kind": draft.kinds, "opened": draft.opened}
    sent |= {
        "reach_kind": [row.kind for row in draft.reaches],
        "reach_value": [row.value for row in draft.reaches],
    }
    return sent | {"seen_at": form.context["seen_at"]}


def test_every_page_opens_before_anything_is_known(group, sally, signed_in, company_of):
    bare = company_of(group.main, name="甲")
    client = signed_in(sally)
    for address in ("/companies/new/", *(f"/companies/{bare.id}/?tab={tab}" for tab in TABS)):
        assert client.get(address).status_code == 200, address


def test_every_page_opens_with_everything_on_it(sally, adam, signed_in, company, guest_of, group):
    guest = guest_of(group.main, name="王小明", company="盛远科技有限公司")
    client = signed_in(sally)
    contact = company.companycontact_rows.get()
    pages = [
        "/companies/", "/companies/?kind=agreement&region=310000&trade=I", "/companies/?kind=ota",
        "/companies/addresses/?sort=distance", f"/companies/{company.id}/edit/",
        f"/companies/{company.id}/contacts/new/", f"/companies/{company.id}/contacts/{contact.id}/",
        f"/companies/{company.id}/cooperation/new/", f"/companies/{company.id}/scores/new/",
        f"/companies/{company.id}/scores/new/?form=long", f"/guests/{guest.id}/?tab=companies",
    ]  # fmt: skip
    pages += [f"/companies/{company.id}/?tab={tab}" for tab in TABS]
    for page in pages:
        assert client.get(page).status_code == 200, page
    assert signed_in(adam).get("/companies/weights/").status_code == 200


def test_a_company_is_opened_with_its_first_contact(sally, signed_in):
    client = signed_in(sally)
    response = client.post(
        "/companies/new/",
        {
            "name": "柳岸贸易有限公司", "kind": ["agreement", "agency"], "credit_limit": "2万", "currency": "CNY",
            "contact.name": "李四", "contact.role": "booker", "contact.mobile": "13900000001",
            "reach_kind": ["phone", "email"], "reach_value": ["021-62345678", "info@liuan.example"], "branch": "MAIN",
        },
    )  # fmt: skip
    company = Company.objects.get()
    assert response.status_code == 302
    assert response.headers["Location"] == f"/companies/{company.id}/"
    assert (company.kinds, company.credit_limit) == (["agreement", "agency"], 2_000_000)
    assert company.companycontact_rows.get().roles == ["booker"]
    assert set(company.companyreach_rows.filter(contact=None).values_list("kind", flat=True)) == {
        "phone",
        "email",
    }


def test_what_was_refused_stands_at_its_box_and_nothing_typed_is_lost(sally, signed_in, refuses_to_write):
    client = signed_in(sally)
    with refuses_to_write():
        response = client.post(
            "/companies/new/",
            {"name": "柳岸", "credit_code": "9144030071526726XH", "contact.mobile": "13900000001", "branch": "MAIN",
             "contact.role": "booker", "reach_kind": ["phone"], "reach_value": ["12"]},
        )  # fmt: skip
    assert response.status_code == 422
    page = said(response)
    assert 'value="9144030071526726XH"' in page
    assert 'id="id_credit_code_error"' in page
    assert 'href="#id_contact.name"' in page
    assert 'href="#reaches"' in page
    assert 'value="12"' in page


def test_an_edit_that_changes_nothing_says_so_and_one_that_does_saves(
    sally, signed_in, company, refuses_to_write
):
    client = signed_in(sally)
    sent = opened(client, company)
    with refuses_to_write():
        assert client.post(f"/companies/{company.id}/edit/", sent).status_code == 302
    client.post(f"/companies/{company.id}/edit/", sent | {"rate_code": "CORP26", "alias": "老盛远"})
    company.refresh_from_db()
    assert (company.rate_code, company.aliases, company.credit_limit) == ("CORP26", ["老盛远"], 5_000_000)
    assert company.distance_m == 3000


def test_a_colleagues_save_is_shown_and_not_undone(sally, bruno, signed_in, company):
    client = signed_in(sally)
    sent = opened(client, company)
    change_company(actor=bruno.actor, company_id=company.id, fields={"rate_code": ["BRUNO"]})
    response = client.post(f"/companies/{company.id}/edit/", sent | {"remark": "mine"})
    assert response.status_code == 409
    assert "BRUNO" in said(response)
    company.refresh_from_db()
    assert (company.rate_code, company.remark) == ("BRUNO", "")


def test_contacts_come_go_and_come_back(sally, signed_in, company):
    client = signed_in(sally)
    base = f"/companies/{company.id}/contacts/"
    client.post(
        base + "new/",
        {"name": "王五", "role": ["finance"], "reach_kind": ["mobile"], "reach_value": ["13700000001"]},
    )
    contact = CompanyContact.objects.get(name="王五")
    client.post(
        base + f"{contact.id}/", {"name": "王五", "role": ["finance", "signer"], "sign_limit": "3000"}
    )
    contact.refresh_from_db()
    assert (contact.roles, contact.sign_limit, contact.reaches.count()) == (["finance", "signer"], 300_000, 0)
    wrong = client.post(base + f"{contact.id}/", {"name": "", "reach_kind": ["mobile"], "reach_value": ["1"]})
    assert wrong.status_code == 422
    page = client.post(base + f"{contact.id}/remove/", follow=True)
    undo = page.context["messages"]
    address = next(tag for message in undo for tag in message.extra_tags.split()).removeprefix("undo:")
    assert not CompanyContact.objects.filter(id=contact.id).exists()
    back = client.post(address, headers=PART)
    assert back.headers["HX-Redirect"].startswith(f"/companies/{company.id}/")
    assert CompanyContact.objects.get(id=contact.id).roles == ["finance", "signer"]


def test_cooperation_is_noted_corrected_and_taken_off(sally, signed_in, company):
    client = signed_in(sally)
    base = f"/companies/{company.id}/cooperation/"
    assert (
        client.post(base + "new/", {"kind": "visit", "happened_on": "2026-03-01", "text": ""}).status_code
        == 422
    )
    assert (
        client.post(base + "new/", {"kind": "visit", "happened_on": "morgen", "text": "x"}).status_code == 422
    )
    contact = company.companycontact_rows.get()
    client.post(
        base + "new/",
        {"kind": "visit", "happened_on": "2026-03-01", "text": "拜访", "contact": str(contact.id)},
    )
    entry = Cooperation.objects.get()
    assert entry.contact_id == contact.id
    client.post(base + f"{entry.id}/", {"kind": "order", "happened_on": "2026-03-02", "text": "订会议"})
    entry.refresh_from_db()
    assert (entry.kind, entry.text) == ("order", "订会议")
    page = said(client.get(f"/companies/{company.id}/?tab=cooperation"))
    assert "订会议" in page
    client.post(base + f"{entry.id}/remove/")
    assert not Cooperation.objects.exists()
    history = said(client.get(f"/companies/{company.id}/?tab=history"))
    assert "拜访" in history
    assert "订会议" in history


def test_a_score_card_is_kept_with_its_total_and_trend(sally, signed_in, company):
    client = signed_in(sally)
    base = f"/companies/{company.id}/scores/new/"
    asked = [each["code"] for each in client.get(base).context["criteria"]]
    assert asked == ["enthusiasm", "distribution", "capital", "reputation", "relation"]
    assert len(client.get(base + "?form=long").context["criteria"]) == 15
    assert client.post(base, {"scored_on": "2026-03-01"}).status_code == 422
    client.post(base, {"scored_on": "2026-03-01", "score_capital": "5", "note_capital": "按时付款"})
    client.post(base, {"scored_on": "2026-03-09", "score_capital": "3"})
    assert list(ScoreCard.objects.order_by("scored_on").values_list("total", flat=True)) == [1000, 600]
    page = said(client.get(f"/companies/{company.id}/?tab=scores"))
    assert "−40.0" in page
    assert "按时付款" in page
    assert "polyline" in page


def test_weights_are_set_by_who_configures_the_group(adam, sally, signed_in, refuses_to_write):
    client = signed_in(adam)
    fields = client.get("/companies/weights/").context["f"]
    assert client.post("/companies/weights/", fields | {"capital": "40"}).status_code == 302
    assert client.get("/companies/weights/").context["f"]["capital"] == "40"
    with refuses_to_write():
        assert client.post("/companies/weights/", fields | {"capital": "x"}).status_code == 422
        assert signed_in(sally).post("/companies/weights/", fields).status_code == 403


def test_guests_are_linked_from_both_sides(group, sally, signed_in, company, guest_of):
    guest = guest_of(group.main, name="王小明", company="盛远科技有限公司")
    client = signed_in(sally)
    assert "王小明" in said(client.get(f"/companies/{company.id}/?tab=guests"))
    assert "盛远科技有限公司" in said(client.get(f"/guests/{guest.id}/?tab=companies"))
    found = client.post(f"/guests/{guest.id}/companies/find/", {"company": "盛远"}, headers=PART)
    assert f"/companies/{company.id}/guests/" in said(found)
    back = f"/guests/{guest.id}/?tab=companies"
    response = client.post(f"/companies/{company.id}/guests/", {"guest": str(guest.id), "next": back})
    assert response.headers["Location"] == back
    link = CompanyGuest.objects.get()
    assert (
        client.post(f"/companies/{company.id}/guests/find/", {"who": "小明"}, headers=PART).status_code == 200
    )
    client.post(f"/companies/{company.id}/guests/{link.id}/remove/")
    assert not CompanyGuest.objects.exists()


def test_no_stranger_is_sent_elsewhere_after_a_link(group, sally, signed_in, company, guest_of):
    guest = guest_of(group.main, name="王小明")
    sent = {"guest": str(guest.id), "next": "https://evil.example/"}
    response = signed_in(sally).post(f"/companies/{company.id}/guests/", sent)
    assert response.headers["Location"].startswith(f"/companies/{company.id}/")


def test_a_contact_is_tied_to_a_guest_and_loosed(group, sally, signed_in, company, guest_of):
    guest = guest_of(group.main, name="张三丰")
    contact = company.companycontact_rows.get()
    base = f"/companies/{company.id}/contacts/{contact.id}/guest/"
    client = signed_in(sally)
    assert base in said(client.post(base + "find/", {"who": "三丰"}, headers=PART))
    client.post(base, {"guest": str(guest.id)})
    contact.refresh_from_db()
    assert (contact.guest_id, contact.name, contact.roles) == (guest.id, "张三", ["signer"])
    client.post(base, {"guest": ""})
    contact.refresh_from_db()
    assert contact.guest_id is None


def test_the_address_table_has_its_eight_columns_in_the_order_asked_for(
    group, sally, signed_in, company, company_of
):
    company_of(group.main, name="近处", distance="0.5", region="310101")
    company_of(group.main, name="不知")
    client = signed_in(sally)
    page = client.get("/companies/addresses/?sort=distance")
    assert len(page.context["columns"]) == 8
    assert [row.name for row, *_words in page.context["rows"]] == ["近处", "盛远科技有限公司", "不知"]
    assert [row.serial for row, *_words in page.context["rows"]] == [1, 2, 3]
    only = client.get("/companies/addresses/?region=310000&trade=I")
    assert [row.name for row, *_words in only.context["rows"]] == ["盛远科技有限公司"]


def test_files_of_companies_are_for_who_may_export_and_hold_no_formula(
    group, sally, bruno, signed_in, company_of
):
    company_of(group.main, name="=HYPERLINK(1)", remark="+1", code="@x")
    assert signed_in(sally).get("/companies/export/").status_code == 403
    assert signed_in(sally).get("/companies/addresses/export/").status_code == 403
    client = signed_in(bruno)
    for address in ("/companies/export/", "/companies/addresses/export/"):
        text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
        assert "'=HYPERLINK(1)" in text
        assert "'@x" in text
    book = b"".join(client.get("/companies/export/?as=xlsx").streaming_content)
    assert io.BytesIO(book).read(2) == b"PK"
    entries = AuditEntry.objects.filter(code="guests.company.exported")
    assert {entry.data["what"] for entry in entries} == {"companies", "addresses"}


def test_an_export_leaves_out_what_may_not_be_seen(group, sally, signed_in, company, company_of):
    company_of(group.bay, name="海湾贸易", remark="秘")
    client = signed_in(hire("lead", "sales_manager", group.main))
    text = b"".join(client.get("/companies/export/").streaming_content).decode("utf-8-sig")
    assert "盛远" in text
    assert "海湾" not in text


def test_the_search_box_finds_companies_below_guests(sally, alma, signed_in, company):
    for persona in (sally, alma):
        found = said(signed_in(persona).post("/search/", {"q": "sykj"}, headers=PART))
        assert f"/companies/{company.id}/" in found


def test_a_role_without_companies_sees_none_in_the_box_and_has_no_way_there(group, signed_in, company):
    client = signed_in(hire("porter", "concierge", group.main))
    assert "/companies/" not in said(client.post("/search/", {"q": "盛远"}, headers=PART))
    assert client.get("/companies/").status_code == 403
    assert 'href="/companies/"' not in said(client.get("/guests/"))


def test_another_entity_meets_no_company_anywhere(group, signed_in, company):
    hank = hire("hank", "sales", group.bay)
    client = signed_in(hank)
    contact = company.companycontact_rows.get()
    for address in (
        f"/companies/{company.id}/", f"/companies/{company.id}/edit/", f"/companies/{company.id}/contacts/new/",
        f"/companies/{company.id}/contacts/{contact.id}/", f"/companies/{company.id}/scores/new/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert "盛远" not in said(client.get("/companies/"))
    assert "盛远" not in said(client.get("/companies/addresses/"))


def test_closing_and_opening_to_the_group(sally, signed_in, company):
    client = signed_in(sally)
    client.post(f"/companies/{company.id}/close/")
    assert "盛远" not in said(client.get("/companies/"))
    assert "盛远" in said(client.get("/companies/?closed=1"))
    client.post(f"/companies/{company.id}/reopen/")
    client.post(f"/companies/{company.id}/share/", {"share": "1"})
    company.refresh_from_db()
    assert (company.is_closed, company.is_shared) == (False, True)


def test_who_may_only_look_is_shown_no_act(alma, signed_in, sally, company):
    share_company(actor=sally.actor, company_id=company.id, is_shared=True)
    client = signed_in(alma)
    for tab in TABS:
        page = said(client.get(f"/companies/{company.id}/?tab={tab}"))
        assert f"/companies/{company.id}/edit/" not in page
        assert "/remove/" not in page


def test_the_hint_tells_whether_a_code_holds_and_who_bears_it(sally, signed_in, group, company_of):
    company_of(group.main, name="腾飞", credit_code="9144030071526726XG")
    client = signed_in(sally)
    held = said(
        client.post("/companies/hints/credit-code/", {"credit_code": "9144030071526726xg"}, headers=PART)
    )
    assert "腾飞" in held
    wrong = said(
        client.post("/companies/hints/credit-code/", {"credit_code": "9144030071526726XH"}, headers=PART)
    )
    assert "腾飞" not in wrong
    assert wrong.strip()
    assert "腾飞" in said(client.post("/companies/hints/parent/", {"parent": "腾"}, headers=PART))


def test_pages_cost_a_level_number_of_queries(group, sally, signed_in, company, company_of):
    for number in range(30):
        company_of(group.main, name=f"单位{number}", contact_name="张三", follow_up="sally")
    client = signed_in(sally)
    client.get("/companies/")
    with at_most_queries(14):
        client.get("/companies/")
    with at_most_queries(17):
        client.get(f"/companies/{company.id}/?tab=contacts")
