"""Conditions over guests: what may be asked by whom, what is refused and how it is said, what the words say."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils.translation import override

from huitouke.access.actors import SYSTEM
from huitouke.access.choices import Right
from huitouke.access.queries import get_actor
from huitouke.access.services import give_post
from huitouke.guests.choices import NotePurpose
from huitouke.guests.conditions.asking import may_of, question
from huitouke.guests.models import Guest, Note
from huitouke.guests.services.consent import Said, record_consent
from huitouke.hotels.services.own_fields import add_field
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.conditions import running
from huitouke.kernel.conditions.columns import column_texts
from huitouke.kernel.conditions.registry import get_subject
from huitouke.kernel.conditions.shapes import (
    EVERYBODY,
    MOST_GROUPS,
    MOST_ROWS,
    Conditions,
    ConditionsInvalid,
    Row,
    all_of,
    read_conditions,
)
from huitouke.kernel.ids import uuid7
from huitouke.testing.factories import SOME_ID_CARD
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire

HOSTILE = (
    "' OR 1=1 --",
    "'); DROP TABLE guests_guest; --",
    "%",
    "_",
    "\\",
    "{o}",
    "%s",
    "%(x)s",
    "f.text",
    '"',
)


def names(actor, *rows):
    asked = question(actor, all_of(*rows), today=TODAY)
    return set(asked.narrow(Guest.objects.all()).values_list("name", flat=True))


def refused(actor, *rows):
    with pytest.raises(ConditionsInvalid) as refusal:
        question(actor, all_of(*rows), today=TODAY)
    return refusal.value.fields


@pytest.fixture
def wang(group, guest_of):
    return guest_of(
        group.main,
        name="王建国",
        mobile="13812342217",
        id_card=SOME_ID_CARD,
        company="盛远科技有限公司",
        plate="苏E8K213",
        tag="摄影",
        preference="高楼层",
        taboo="不吃香菜",
        birth_date="1976-03-17",
        nationality="CN",
    )


@pytest.fixture
def smith(group, guest_of, alma):
    return guest_of(
        group.lake, name="John Smith", email="John@Example.com", kept_birthday="12-24", follow_up="alma"
    )


@pytest.mark.parametrize(
    "row",
    [
        Row("name", "contains", "建国"),
        Row("name", "starts", "王"),
        Row("mobile", "ends", "2217"),
        Row("mobile", "is", "138 1234 2217"),
        Row("phone", "starts", "138"),
        Row("document", "is", SOME_ID_CARD.lower()),
        Row("document_kind", "any_of", ["id_card", "passport"]),
        Row("company", "contains", "科技"),
        Row("company", "contains", "科技有限"),
        Row("plate", "contains", "e·8k2"),
        Row("preference", "contains", "高楼"),
        Row("taboo", "known"),
        Row("warning", "yes"),
        Row("birthday", "in_next", 2),
        Row("age", "equals", 49),
        Row("age", "between", [40, 50]),
        Row("nationality", "any_of", ["CN", "JP"]),
        Row("branch", "any_of", ["MAIN"]),
        Row("email", "unknown"),
        Row("follow_up", "none_of", ["alma"]),
    ],
    ids=lambda row: f"{row.field} {row.op}",
)
def test_a_row_means_the_one_guest(alma, wang, smith, row):
    assert names(alma.actor, row) == {"王建国"}


def test_groups_are_joined_by_or_and_rows_by_and(alma, wang, smith):
    both = Conditions(
        (
            (Row("name", "contains", "王"), Row("branch", "any_of", ["LAKE"])),
            (Row("email", "is", "john@example.com"), Row("birthday", "in_month", 12)),
        )
    )
    assert question(alma.actor, both, today=TODAY).page(limit=9) == [smith.id]
    assert question(alma.actor, EVERYBODY, today=TODAY).page(limit=9) == [smith.id, wang.id]


def test_a_tag_is_meant_by_its_id_whatever_it_is_called(alma, wang):
    tag = wang.guest_tags.get().tag
    tag.name = "爱摄影"
    tag.save()
    assert names(alma.actor, Row("tag", "any_of", [str(tag.id)])) == {"王建国"}


def test_conditions_find_nobody_whom_the_actor_may_not_know_of(chiara, wang, smith):
    assert names(chiara.actor, Row("name", "known")) == set()
    asked = question(chiara.actor, all_of(Row("document", "is", SOME_ID_CARD)), today=TODAY)
    assert (asked.tally().number, asked.count(), asked.page(limit=5)) == (0, 0, [])


def test_a_masked_field_may_be_asked_whole_or_by_its_last_four_only(group, wang, signed_in):
    from huitouke.testing.personas import hire

    maid = hire("hua", "housekeeping", group.main).actor
    assert names(maid, Row("mobile", "is", "13812342217")) == {"王建国"}
    assert names(maid, Row("mobile", "ends", "2217")) == {"王建国"}
    assert names(maid, Row("mobile", "known")) == {"王建国"}
    for row in (
        Row("mobile", "contains", "1381"),
        Row("mobile", "starts", "138"),
        Row("mobile", "ends", "42217"),
        Row("address", "contains", "路"),
    ):
        assert list(refused(maid, row)) == ["1.1"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "field", ["name", "company", "mobile", "preference", "email", "plate", "card_number", "document"]
)
def test_what_is_typed_never_becomes_sql(alma, wang, smith, field, text):
    before = Guest.objects.count()
    for op in ("contains", "is", "starts", "ends"):
        with suppress(ConditionsInvalid):
            assert names(alma.actor, Row(field, op, text)) == set()
    assert Guest.objects.count() == before


@pytest.mark.parametrize(
    "row",
    [
        Row("nothing", "is", "x"),
        Row("name; --", "is", "x"),
        Row("name", "like", "x"),
        Row("name", "contains", ""),
        Row("name", "contains", "x" * 201),
        Row("name", "contains", "a\x00b"),
        Row("name", "contains", {"sql": 1}),
        Row("name", "known", "x"),
        Row("age", "at_least", "old"),
        Row("age", "at_least", True),
        Row("age", "between", [50, 40]),
        Row("completeness", "at_least", "NaN"),
        Row("birth_date", "on", "2026-02-30"),
        Row("birth_date", "within", ["2026-01-02", "2026-01-01"]),
        Row("birth_date", "in_last", 0),
        Row("birth_date", "in_last", "1e9"),
        Row("birth_date", "this", "century"),
        Row("birthday", "in_month", 13),
        Row("sex", "any_of", []),
        Row("sex", "any_of", ["other"]),
        Row("sex", "any_of", ["male"] * 51),
        Row("branch", "any_of", ["NOWHERE"]),
    ],
    ids=lambda row: f"{row.field} {row.op} {str(row.value)[:12]}",
)
def test_a_row_that_cannot_be_asked_is_named_with_what_to_do(alma, wang, row):
    fields = refused(alma.actor, Row("name", "known"), row)
    assert list(fields) == ["1.2"]
    assert len(fields["1.2"][0]) > 5


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"all": []},
        {"any": {}},
        {"any": [{"all": []}]},
        {"any": [{"all": [{"field": "name"}]}]},
        {"any": [{"all": [{"field": "name", "op": "known", "sql": "1"}]}]},
        {"any": [{"all": [{"field": 1, "op": "known"}]}]},
        {"any": [{"all": [{"field": "name", "op": "known"}]}] * (MOST_GROUPS + 1)},
        {"any": [{"all": [{"field": "name", "op": "known"}] * (MOST_ROWS + 1)}]},
    ],
    ids=lambda data: str(data)[:30],
)
def test_a_broken_shape_is_refused(data):
    with pytest.raises(ConditionsInvalid):
        read_conditions(data)


def test_conditions_come_back_as_they_were_kept():
    kept = {
        "any": [{"all": [{"field": "name", "op": "known"}, {"field": "age", "op": "at_least", "value": 18}]}]
    }
    assert read_conditions(kept).as_json() == kept


def test_the_sentence_is_said_in_both_languages(alma, wang):
    conditions = Conditions(
        (
            (Row("branch", "any_of", ["MAIN"]), Row("birthday", "in_next", 7)),
            (Row("name", "contains", "王"),),
        )
    )
    with override("zh-hans"):
        assert question(alma.actor, conditions, today=TODAY).words() == (
            "门店是柳岸大酒店，且生日在未来 7 天内；或者姓名包含“王”"
        )
    with override("en"):
        assert question(alma.actor, conditions, today=TODAY).words() == (
            "Branch is Willow Bank Grand, and Birthday in the next 7 days; or Name contains “王”"
        )


def test_the_count_is_exact_up_to_the_cap_and_an_estimate_above(group, alma, guest_of, monkeypatch):
    for number in range(8):
        guest_of(group.main, name=f"guest {number}", company="Seagull")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE guests_guest")
    asked = question(alma.actor, all_of(Row("company", "is", "seagull")), today=TODAY)
    assert asked.tally() == running.Tally(8, is_exact=True)
    monkeypatch.setattr(running, "COUNT_CAP", 5)
    tally = asked.tally()
    assert not tally.is_exact
    assert 6 <= tally.number <= 12
    assert asked.count() == 8


def test_a_count_that_takes_long_gives_way_to_an_estimate(group, alma, guest_of, monkeypatch):
    guest_of(group.main, name="guest")

    def too_long(*_words):
        raise TimeoutError

    asked = question(alma.actor, all_of(Row("name", "known")), today=TODAY)
    real = running._fetch
    monkeypatch.setattr(
        running,
        "_fetch",
        lambda sql, values: too_long() if "TABLESAMPLE" not in sql and "count(" in sql else real(sql, values),
    )
    assert not asked.tally().is_exact


def test_a_limit_of_time_is_kept_and_lifted_again(db):
    with pytest.raises(TimeoutError), running.limited(20):
        running._fetch("SELECT pg_sleep(5)", [])
    assert running._fetch("SHOW statement_timeout", [])[0][0] == "0"
    with running.limited(5_000):
        assert running._fetch("SHOW statement_timeout", [])[0][0] == "5s"
    assert running._fetch("SHOW statement_timeout", [])[0][0] == "0"


def test_estimates_show_two_digits():
    assert [running.rounded(n) for n in (0, 7, 99, 123, 12_345, 987_654)] == [0, 7, 99, 120, 12_000, 990_000]


def test_a_guest_not_to_be_disclosed_is_not_found_by_who_they_are(alma, mei, wang):
    Guest.objects.filter(id=wang.id).update(is_stay_confidential=True)
    for row in (Row("name", "contains", "王"), Row("mobile", "ends", "2217"), Row("latin_name", "unknown")):
        assert names(alma.actor, row) == set()
        assert names(mei.actor, row) == {"王建国"}


def test_where_few_are_meant_they_are_gathered(group, alma, guest_of, monkeypatch):
    """The walk along the ids gives up at once here: the same guests are found, whatever is sought first."""
    for number in range(6):
        guest_of(group.main, name=f"guest {number}", company="Seagull", preference="quiet room")
    rare = guest_of(group.main, name="rare", company="Petrel", preference="近电梯")
    guest_of(group.main, name="other", company="Petrel")
    real, asked_for = running._within, []

    def impatient(milliseconds, asked):
        asked_for.append(asked.text)
        if milliseconds == running.WALK_MS:
            raise TimeoutError
        return real(milliseconds, asked)

    monkeypatch.setattr(running, "_within", impatient)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE guests_guest")
    both = all_of(Row("company", "contains", "petr"), Row("preference", "starts", "近"))
    assert question(alma.actor, both, today=TODAY).page(limit=5) == [rare.id]
    assert asked_for[-1].startswith("WITH meant")
    common = all_of(Row("company", "is", "seagull"), Row("name", "contains", "guest"))
    assert len(question(alma.actor, common, today=TODAY).page(limit=50)) == 6


def test_only_what_few_have_is_sought_first(alma):
    asked = question(
        alma.actor, all_of(Row("company", "contains", "甲"), Row("address", "contains", "乙")), today=TODAY
    )
    groups = asked.pieces()

    def leads(*shares):
        return running._leads(groups, running._Sampled(1.0, [dict(enumerate(shares))]))

    assert leads(0.001, 0.002) == [[0, 1]]
    assert leads(0.001, 0.5) == [[0]]
    assert leads(0.4, 0.05) == [[1]]
    assert leads(0.4, 0.5) == [[]]
    assert running._leads(groups, None) == [[0, 1]]


def test_a_page_is_walked_to_where_that_costs_less_than_to_gather(alma):
    asked = question(alma.actor, all_of(Row("company", "contains", "甲"), Row("warning", "yes")), today=TODAY)
    groups = asked.pieces()

    def is_near(number, share):
        return running._is_near(groups, running._Sampled(number, [{0: share}]), 50)

    assert is_near(1_000, 0.6), "nothing can be sought: everybody would be gathered"
    assert not is_near(400, 0.6)
    assert not is_near(1_000, 0.01), "one of a hundred is gathered before so many are passed"
    assert is_near(80_000, 0.01)


@pytest.mark.parametrize("field", ["created", "updated", "completeness", "source", "last_record"])
def test_what_is_known_of_everybody_is_not_asked_for(alma, field):
    with pytest.raises(ConditionsInvalid):
        question(alma.actor, all_of(Row(field, "unknown")), today=TODAY)


def test_fields_of_the_hotel_and_consents_are_asked_in_its_words(group, alma, bruno, guest_of):
    add_field(
        actor=bruno.actor,
        subject="guest",
        code="seat",
        kind="text",
        labels={"zh": "常坐位置", "en": "Usual seat"},
    )
    seated = guest_of(group.main, name="seated", **{"custom:seat": "Window 7"})
    guest_of(group.main, name="other")
    said = Said(purpose="marketing", act="given", channel="sms")
    record_consent(actor=bruno.actor, guest_id=seated.id, said=said)
    assert names(alma.actor, Row("custom:seat", "contains", "window")) == {"seated"}
    assert names(alma.actor, Row("custom:seat", "unknown")) == {"other"}
    assert names(alma.actor, Row("consent:marketing:sms", "any_of", ["given"])) == {"seated"}
    assert names(alma.actor, Row("consent:marketing:email", "unknown")) == {"seated", "other"}
    both = all_of(Row("custom:seat", "is", "window 7"), Row("consent:marketing:sms", "any_of", ["given"]))
    with override("zh-hans"):
        told = question(alma.actor, both, today=TODAY).words()
    assert told.startswith("常坐位置是“window 7”，且")
    assert "短信" in told


def test_a_masked_home_is_not_found_by_its_province(group, chiara, alma, guest_of):
    guest_of(group.main, name="far", home_address="浙江省绍兴市越城区")
    assert names(alma.actor, Row("home_address", "contains", "绍兴")) == {"far"}
    assert names(alma.actor, Row("home_province", "any_of", ["33"])) == {"far"}
    field = get_subject("guest").field_of("home_province")
    assert field.operators(lambda right: right != Right.GUESTS_CLEAR.value) == ["known", "unknown"]


def test_a_note_is_not_asked_for_what_stands_masked_in_it(group, wang, smith, alma, bruno):
    text = "改打 138-1234 2217，或写信到 wang.li@example.com；3 楼 房号0512，编号１２３４５６７８"
    Note.objects.create(record_id=uuid7(), guest=wang, text=text)
    keeper = hire("zhou", "housekeeping", group.main).actor
    told, hidden = (
        ("3 楼", "0512", "改打"),
        ("138", "1234", "2217", "wang.li", "example", "@", "４５６"),
    )
    for word in (*told, *hidden):
        row = Row("note", "contains", word)
        assert names(alma.actor, row) == names(bruno.actor, row) == {"王建国"}, word
        assert names(keeper, row) == ({"王建国"} if word in told else set()), word
        kept_from = names(keeper, Row("note", "contains_not", word))
        assert ("王建国" in kept_from) == (word in hidden), word
    assert names(keeper, Row("note", "is", text)) == set()
    assert names(keeper, Row("note", "known")) == {"王建国"}


def test_a_note_is_clear_where_the_guest_is(group, wang, guest_of):
    clerk = hire("qian", "housekeeping", group.main)
    give_post(actor=SYSTEM, user=clerk.user, role="front_desk", branch_code="BAY")
    clerk = get_actor(clerk.user)
    harbour = guest_of(group.bay, name="海边")
    for guest in (wang, harbour):
        Note.objects.create(record_id=uuid7(), guest=guest, text="电话 13812342217")
    assert names(clerk, Row("note", "contains", "电话")) == {"王建国", "海边"}
    assert names(clerk, Row("note", "contains", "1234")) == {"海边"}


def test_a_note_past_its_last_day_is_not_asked(alma, wang):
    day = timedelta(days=1)
    Note.objects.create(record_id=uuid7(), guest=wang, text="今天为止", purpose="care", expires_on=TODAY)
    Note.objects.create(record_id=uuid7(), guest=wang, text="到昨天", purpose="sales", expires_on=TODAY - day)
    assert names(alma.actor, Row("note", "contains", "今天")) == {"王建国"}
    for row in (Row("note", "contains", "昨天"), Row("note_purpose", "any_of", ["sales"])):
        assert names(alma.actor, row) == set(), row
    subject = get_subject("guest")
    with frozen_at(datetime.combine(TODAY, time(12), UTC)):
        texts = column_texts(
            subject, [subject.field_of("note_purpose")], [wang.id], may_of(alma.actor), ZoneInfo("UTC")
        )
    assert texts == {wang.id: [str(NotePurpose("care").label)]}
