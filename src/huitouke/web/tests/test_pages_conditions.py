"""The builder and the views on the list: what they answer with a script and without, and to whom."""

import pytest
from django.urls import reverse

from huitouke.guests.models import SavedView
from huitouke.guests.services.views import save_view
from huitouke.kernel.conditions import running
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.testing.counts import at_most_queries

HTMX = {"HX-Request": "true"}
LIST = "/guests/"
BUILDER = "/guests/conditions/"
VIEW_QUERIES = 28
"""The nine of the list, the view, ten for the limits of time, who is seen clear, branches, columns, tags."""


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国", company="盛远科技", mobile="13812342217", tag="摄影")


@pytest.fixture
def smith(group, guest_of):
    return guest_of(group.lake, name="John Smith", nationality="GB")


def rows(*given):
    """A posted form of rows (group, field, op, *values)."""
    form = {}
    for number, (group, field, op, *values) in enumerate(given, 1):
        form |= {
            f"r{number}-group": group,
            f"r{number}-field": field,
            f"r{number}-op": op,
            f"r{number}-value": values,
        }
    return form


def test_what_was_built_opens_a_list_whose_address_holds_no_word_of_it(wang, smith, alma, signed_in):
    client = signed_in(alma)
    form = {**rows((1, "name", "contains", "建国"), (1, "company", "contains", "科技")), "act": "show"}
    answer = client.post(BUILDER, form)
    draft = SavedView.objects.get()
    assert answer.url == f"{LIST}?view={draft.id}"
    text = client.get(answer.url).content.decode()
    assert "王建国" in text
    assert "John Smith" not in text
    assert "姓名包含“建国”，且单位包含“科技”" in text
    again = client.post(BUILDER, form, headers=HTMX)
    assert (again.status_code, again.headers["HX-Redirect"]) == (204, answer.url)


def test_a_press_changes_the_rows_and_keeps_what_was_typed(alma, signed_in):
    client = signed_in(alma)
    form = rows((1, "name", "contains", "王"))
    more = client.post(BUILDER, {**form, "act": "row:1"}, headers=HTMX).content.decode()
    assert more.count('class="builder__row"') == 2
    assert 'value="王"' in more
    assert "<html" not in more
    gone = client.post(BUILDER, {**form, "act": "drop:1"}, headers=HTMX).content.decode()
    assert "builder__row" not in gone
    whole = client.post(BUILDER, {**form, "act": "group"}).content.decode()
    assert "<html" in whole
    assert whole.count("builder__group") == 2


def test_what_is_not_complete_is_said_at_its_row_and_nothing_is_kept(alma, signed_in):
    answer = signed_in(alma).post(
        BUILDER, {**rows((1, "name", "contains"), (1, "age", "at_least", "x")), "act": "show"}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="r1-error"' in text
    assert 'id="r2-error"' in text
    assert not SavedView.objects.exists()


def test_the_live_answer_counts_and_shows_only_whom_one_may_see(wang, smith, alma, chiara, signed_in):
    form = rows((1, "name", "known"))
    assert "2 位宾客" in signed_in(alma).post(f"{BUILDER}live/", form).content.decode()
    stranger = signed_in(chiara).post(f"{BUILDER}live/", form).content.decode()
    assert "0 位宾客" in stranger
    assert "王建国" not in stranger
    assert signed_in(alma).post(f"{BUILDER}count/", form).content.decode() == "2 位宾客"


def test_the_builder_opens_with_the_filters_of_an_old_address(wang, alma, signed_in):
    text = signed_in(alma).get(BUILDER, {"warning": "1", "birthday": "7"}).content.decode()
    assert text.count('class="builder__row"') == 2
    assert "生日在未来 7 天内" in text


def test_a_view_is_saved_renamed_shared_and_given_up_with_a_way_back(wang, mei, alma, signed_in):
    client = signed_in(mei)
    draft = client.post(BUILDER, {**rows((1, "name", "known")), "act": "show"}).url
    query = draft.partition("?")[2]
    client.post(f"/guests/views/keep/?{query}", {"is_new": "1", "name": "有姓名"})
    view = SavedView.objects.get(name="有姓名")
    opened = f"{LIST}?view={view.id}"
    assert (
        client.post(f"/guests/views/keep/?view={view.id}", {"name": "全部", "is_shared": "1"}).url == opened
    )
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("全部", True)
    text = signed_in(alma).get(opened).content.decode()
    assert "梅的视图" in text
    assert "王建国" in text
    assert signed_in(alma).post(reverse("guests:view-delete", args=[view.id])).status_code == 404
    client.post(reverse("guests:view-delete", args=[view.id]))
    assert client.get(opened).status_code == 404
    client.post(reverse("guests:view-restore", args=[view.id]))
    assert client.get(opened).status_code == 200


def test_a_name_that_is_taken_is_said_in_the_dialog(mei, signed_in):
    save_view(actor=mei.actor, name="A", conditions=all_of(Row("name", "known")))
    answer = signed_in(mei).post("/guests/views/keep/", {"is_new": "1", "name": "A"}, headers=HTMX)
    assert answer.status_code == 422
    assert "您已有同名视图" in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_columns_are_chosen_and_masked_for_who_may_not_see_them_clear(group, wang, mei, signed_in):
    from huitouke.testing.personas import hire

    view = save_view(
        actor=mei.actor,
        name="A",
        conditions=all_of(Row("name", "known")),
        columns=["mobile", "tag", "company"],
        is_shared=True,
    )
    text = signed_in(mei).get(LIST, {"view": view.id}).content.decode()
    assert "138 1234 2217" in text
    assert "摄影" in text
    masked = signed_in(hire("hua", "housekeeping", group.main)).get(LIST, {"view": view.id}).content.decode()
    assert "138 1234 2217" not in masked
    assert "摄影" in masked
    answer = signed_in(mei).post(
        f"/guests/views/columns/choose/?view={view.id}", {"column": ["tag", "birthday"]}
    )
    assert answer.url == f"{LIST}?view={view.id}"
    view.refresh_from_db()
    assert view.columns == ["birthday", "tag"]


def test_a_shared_view_that_asks_for_more_than_one_may_says_so(group, wang, mei, signed_in):
    from huitouke.testing.personas import hire

    conditions = all_of(Row("mobile", "contains", "1381"))
    view = save_view(actor=mei.actor, name="A", conditions=conditions, is_shared=True)
    answer = signed_in(hire("hua", "housekeeping", group.main)).get(LIST, {"view": view.id})
    assert answer.status_code == 200
    assert "这个视图无法显示给您" in answer.content.decode()
    assert "王建国" not in answer.content.decode()


def test_the_export_of_a_view_holds_whom_it_means(wang, smith, bruno, signed_in):
    client = signed_in(bruno)
    url = client.post(BUILDER, {**rows((1, "nationality", "any_of", "GB")), "act": "show"}).url
    answer = client.get("/guests/export/?" + url.partition("?")[2])
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "John Smith" in text
    assert "王建国" not in text


def test_a_view_costs_the_same_however_many_it_means(group, wang, mei, guest_of, signed_in):
    conditions = all_of(Row("name", "known"), Row("branch", "any_of", ["MAIN"]))
    view = save_view(actor=mei.actor, name="A", conditions=conditions, columns=["tag", "mobile"])
    for number in range(12):
        guest_of(group.main, name=f"guest {number}")
    client = signed_in(mei)
    client.get(LIST, {"view": view.id})
    with at_most_queries(VIEW_QUERIES):
        client.get(LIST, {"view": view.id})


def test_a_narrowed_list_does_not_wait_for_its_count(wang, smith, alma, mei, signed_in):
    view = save_view(actor=mei.actor, name="A", conditions=all_of(Row("name", "known")), is_shared=True)
    client = signed_in(mei)
    page = client.get(f"{LIST}?view={view.id}").content.decode()
    address = reverse("guests:conditions-count-list") + f"?view={view.id}"
    assert f'hx-get="{address}"' in page
    assert "正在计数" in page
    answer = client.get(address, headers=HTMX).content.decode()
    assert "2 位宾客" in answer
    assert "exact=1" not in answer
    assert "2 位宾客" in client.get(f"{address}&exact=1", headers=HTMX).content.decode()
    assert "正在计数" not in client.get(LIST).content.decode()


def test_an_estimate_asks_for_the_exact_count_by_itself(wang, smith, alma, mei, signed_in, monkeypatch):
    monkeypatch.setattr(running, "COUNT_CAP", 1)
    view = save_view(actor=mei.actor, name="A", conditions=all_of(Row("name", "known")))
    answer = signed_in(mei).get(reverse("guests:conditions-count-list") + f"?view={view.id}")
    assert "约 2 位宾客" in answer.content.decode()
    assert f"view={view.id}&amp;exact=1" in answer.content.decode()
