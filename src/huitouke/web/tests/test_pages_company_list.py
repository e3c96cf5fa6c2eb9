"""The list of companies: quick filters, conditions, views, columns, and whose they are."""

from datetime import timedelta

import pytest
from django.urls import reverse

from huitouke.guests.models import SavedView
from huitouke.guests.services.companies import close_company
from huitouke.guests.services.score_cards import add_score_card
from huitouke.guests.services.views import save_view
from huitouke.identity.bulk_models import BulkAct
from huitouke.kernel import clock
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.testing.counts import at_most_queries
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire

LIST = "/companies/"
BUILDER = "/companies/conditions/"
SOON = (clock.now().date() + timedelta(days=10)).isoformat()
HTMX = {"HX-Request": "true"}
LIST_QUERIES = 25
"""Who asks, the page under its limit of time, its lines, views, branches, trades; never one a row."""


@pytest.fixture
def sally(group):
    return hire("sally", "sales", group.main)


@pytest.fixture
def companies(group, adam, company_of):
    rich = company_of(group.main, name="盛远科技", credit_limit="5万", agreement_to=SOON, annual_spend="20万")
    company_of(group.main, name="柳岸旅行社", kind="旅行社")
    gone = company_of(group.main, name="云帆贸易")
    close_company(actor=adam.actor, company_id=gone.id)
    return rich


def said(response):
    return b"".join(response).decode()


def form_of(*given):
    form = {}
    for number, (field, op, *values) in enumerate(given, 1):
        form |= {
            f"r{number}-group": 1,
            f"r{number}-field": field,
            f"r{number}-op": op,
            f"r{number}-value": values,
        }
    return form


def test_the_list_leaves_closed_ones_out_and_the_builder_says_so(sally, companies, signed_in):
    client = signed_in(sally)
    page = said(client.get(LIST))
    assert "盛远科技" in page
    assert "云帆贸易" not in page
    assert "云帆贸易" in said(client.get(f"{LIST}?closed=1"))
    builder = client.get(BUILDER)
    assert builder.context["words"] == "已停止合作：否"
    assert builder.context["count"] == "2 家单位"
    assert said(builder).count('class="builder__row"') == 2
    counted = client.get(reverse("companies:conditions-count-list"), headers=HTMX)
    assert said(counted).strip() == "2 家单位"


def test_what_was_built_is_a_view_of_companies_with_columns_and_no_word_in_the_address(
    sally, companies, signed_in
):
    add_score_card(actor=sally.actor, company_id=companies.id, scored_on=TODAY, scores={"capital": 5})
    client = signed_in(sally)
    live = client.post(f"{BUILDER}live/", form_of(("name", "contains", "盛远")), headers=HTMX)
    assert "单位名称包含“盛远”" in said(live)
    assert f"/companies/{companies.id}/" in said(live)
    opened = client.post(BUILDER, {**form_of(("name", "contains", "盛远")), "act": "show"})
    view = SavedView.objects.get()
    assert (view.subject, opened.url) == ("company", f"{LIST}?view={view.id}")
    page = said(client.get(opened.url))
    assert "柳岸旅行社" not in page
    assert "单位名称包含“盛远”" in page
    chosen = client.post(
        f"{reverse('companies:view-choose-columns')}?view={view.id}",
        {"column": ["score", "annual_spend", "agreement_to"]},
    )
    rows = client.get(chosen.url).context["rows"]
    assert [cell.text for cell in rows[0].cells] == [SOON, "100.0", "200,000.00"]
    assert rows[0].cells[0].tone == "watch"
    kept = client.post(
        f"{reverse('companies:view-keep')}?{chosen.url.partition('?')[2]}", {"is_new": "1", "name": "盛远"}
    )
    assert SavedView.objects.get(name="盛远").subject == "company"
    assert "盛远" in said(client.get(kept.headers.get("Location", LIST)))
    assert "盛远" not in [view.name for view, _open in client.get("/guests/").context["mine"]]


def test_a_view_opens_on_the_list_of_its_own_subject_alone(sally, companies, signed_in):
    conditions = all_of(Row("closed", "no"))
    of_companies = save_view(actor=sally.actor, name="在合作", conditions=conditions, subject="company")
    of_guests = save_view(actor=sally.actor, name="所有", conditions=all_of(Row("name", "contains", "王")))
    client = signed_in(sally)
    assert client.get(f"{LIST}?view={of_companies.id}").status_code == 200
    assert client.get(f"{LIST}?view={of_guests.id}").status_code == 404
    assert client.get(f"/guests/?view={of_companies.id}").status_code == 404


def test_the_address_table_is_of_the_same_companies_as_the_list(sally, companies, signed_in):
    view = save_view(
        actor=sally.actor,
        name="大额",
        conditions=all_of(Row("credit_limit", "at_least", "1")),
        subject="company",
    )
    page = signed_in(sally).get(f"/companies/addresses/?view={view.id}&sort=region")
    assert [row[0].name for row in page.context["rows"]] == ["盛远科技"]
    assert "信用额度" in said(page)
    assert f"?view={view.id}&amp;sort=name" in said(page)


def test_quick_filters_stand_as_rows_and_what_is_not_there_means_none(sally, companies, signed_in):
    client = signed_in(sally)
    page = client.get(f"{BUILDER}?kind=agency&agreement=none&follow_up=sally&credit=1")
    fields = [shown.row.field for group in page.context["groups"] for shown in group.rows]
    assert fields == ["closed", "kind", "agreement", "credit_limit", "follow_up"]
    assert client.get(f"{LIST}?branch=NONE").context["rows"] == []


@pytest.mark.parametrize("query", ["", "?kind=agreement"])
def test_a_list_costs_the_same_however_many_companies(sally, group, company_of, signed_in, query):
    client = signed_in(sally)
    for number in range(12):
        company_of(group.main, name=f"单位{number}", kind="协议单位", contact_name="张三")
    client.get(LIST)
    with at_most_queries(LIST_QUERIES):
        assert len(client.get(f"{LIST}{query}").context["rows"]) == 12


def test_another_entity_s_companies_are_neither_listed_counted_nor_sampled(
    group, companies, company_of, signed_in
):
    hank = hire("hank", "sales", group.bay)
    own = company_of(group.bay, name="海湾盛远")
    client = signed_in(hank)
    live = client.post(f"{BUILDER}live/", form_of(("name", "contains", "盛远")), headers=HTMX)
    assert live.context["count"] == "1 家单位"
    assert [line.id for line in live.context["sample"]] == [own.id]
    assert [row.line.id for row in client.get(LIST).context["rows"]] == [own.id]


def test_picked_companies_get_a_keeper_and_lose_them_again_from_the_drawer(sally, companies, signed_in):
    client = signed_in(sally)
    page = said(client.get(LIST))
    assert page.count("data-pick ") == 2
    assert "/companies/bulk/close/" in page
    assert "/companies/bulk/reopen/" not in page
    dialog = client.post("/companies/bulk/assign/", {"everyone": "1"}, headers=HTMX)
    assert "2 家单位" in said(dialog)
    started = client.post("/companies/bulk/assign/start/", {"everyone": "1", "login": "sally"}, headers=HTMX)
    assert started.headers["HX-Redirect"] == LIST
    assert "已更改 2 家单位" in said(client.get(LIST))
    act = BulkAct.objects.get()
    assert "2 家单位" in said(client.get("/undo/"))
    assert client.get(f"/guests/bulk/{act.id}/").status_code == 404
    undone = client.post(f"/companies/bulk/{act.id}/undo/", headers=HTMX)
    assert undone.headers["HX-Refresh"] == "true"
    assert "已为 2 家单位撤销" in said(client.get(f"/companies/bulk/{act.id}/"))


def test_kinds_are_chosen_and_what_does_not_fit_is_refused(sally, companies, signed_in):
    client = signed_in(sally)
    picked = {"picked": [str(companies.id)]}
    assert "旅行社" in said(client.post("/companies/bulk/add_kind/", picked, headers=HTMX))
    refused = client.post("/companies/bulk/add_kind/start/", {**picked, "company_kind": "x"}, headers=HTMX)
    assert refused.status_code == 422
    assert "请选择单位类别" in said(refused)
    assert client.post("/companies/bulk/add_tag/start/", picked, headers=HTMX).status_code == 404
    assert not BulkAct.objects.exists()


def test_a_name_of_hanzi_and_latin_words_is_found_as_it_is_written(sally, group, company_of, signed_in):
    found = company_of(group.main, name="柳岸 Travel 有限公司")
    live = signed_in(sally).post(f"{BUILDER}live/", form_of(("name", "starts", "柳岸 tra")), headers=HTMX)
    assert [line.id for line in live.context["sample"]] == [found.id]
