"""Lists and search of companies: who sees which, by which scrap, at which cost."""

from datetime import date

import pytest

from huitouke.access.actors import nobody
from huitouke.guests.company_policy import visible_companies, visible_companies_sql
from huitouke.guests.company_queries import (
    CompanyFilter,
    find_companies,
    get_company_detail,
    list_companies,
    list_contacts,
)
from huitouke.guests.models import Company
from huitouke.guests.services.companies import close_company, share_company
from huitouke.kernel.errors import Refused
from huitouke.testing.counts import at_most_queries
from huitouke.testing.fixtures import TODAY
from huitouke.testing.personas import hire

pytestmark = pytest.mark.django_db


def names(page):
    return [line.name for line in page.lines]


@pytest.fixture
def hank(group):
    return hire("hank", "sales", group.bay)


@pytest.fixture
def shengyuan(group, company_of):
    return company_of(
        group.main,
        name="上海盛远科技有限公司",
        short_name="盛远",
        english_name="Shengyuan Tech Co., Ltd.",
        alias="远盛电子厂",
        credit_code="9144030071526726XG",
        code="C-1001",
        phone="021-62345678",
        contact_name="张三",
        contact_mobile="13812345678",
        contact_email="zhang@shengyuan.example",
    )


@pytest.mark.parametrize(
    ("scrap", "by"),
    [
        ("上海盛远科技有限公司", "name"),
        ("盛远", "name"),
        ("远科", "name"),
        ("电子厂", "name"),
        ("盛", "name"),
        ("shanghaisheng", "pinyin"),
        ("shsykj", "name"),
        ("sykj", "name"),
        ("shengyuan", "name"),
        ("tech", "name"),
        ("盛yuan", "name"),
        ("9144030071526726xg", "credit_code"),
        ("C-1001", "code"),
        ("62345678", "phone"),
        ("5678", "phone"),
        ("13812345678", "phone"),
        ("zhang@sheng", "email"),
    ],
)
def test_a_company_is_found_by_any_scrap(irene, shengyuan, group, company_of, scrap, by):
    company_of(group.main, name="柳岸贸易有限公司")
    found = find_companies(irene.actor, scrap)
    assert [(line.id, line.found_by) for line in found] == [(shengyuan.id, by)]


def test_the_legal_form_alone_finds_by_name_only(irene, shengyuan):
    assert find_companies(irene.actor, "某某有限公司") == []
    assert [line.id for line in find_companies(irene.actor, "盛远有限公司")] == [shengyuan.id]
    assert find_companies(irene.actor, "x") == []


def test_the_two_forms_of_the_predicate_agree(group, hank, alma, bruno, company_of):
    own = company_of(group.bay, name="海湾贸易")
    company_of(group.main, name="盛远科技")
    shared = company_of(group.main, name="柳岸集团")
    Company.objects.filter(id=shared.id).update(is_shared=True)
    groupwide = company_of(group.main, name="全集团客户")
    Company.objects.filter(id=groupwide.id).update(legal_entity=None, branch=None)
    for actor in (hank.actor, alma.actor, bruno.actor, nobody()):
        by_orm = set(Company.objects.filter(visible_companies(actor)).values_list("id", flat=True))
        condition, parameters = visible_companies_sql(actor, "g")
        by_sql = {
            row.id
            for row in Company.objects.raw(f"SELECT g.id FROM guests_company g WHERE {condition}", parameters)
        }
        assert by_orm == by_sql
    assert set(Company.objects.filter(visible_companies(hank.actor)).values_list("id", flat=True)) == {
        own.id, shared.id, groupwide.id,
    }  # fmt: skip


def test_another_entity_neither_finds_nor_counts(group, hank, shengyuan, company_of):
    own = company_of(group.bay, name="海湾贸易")
    for scrap in ("盛远", "sykj", "9144030071526726XG", "13812345678", "C-1001", "zhang@shengyuan.example"):
        assert find_companies(hank.actor, scrap) == []
    page = list_companies(hank.actor, CompanyFilter(), today=TODAY)
    assert ([line.id for line in page.lines], page.count) == ([own.id], 1)
    share_company(actor=hire("sally", "sales", group.main).actor, company_id=shengyuan.id, is_shared=True)
    assert [line.id for line in find_companies(hank.actor, "sykj")] == [shengyuan.id]
    assert list_companies(hank.actor, CompanyFilter(), today=TODAY).count == 2


def test_without_the_right_there_is_neither_list_nor_search(group, dario, shengyuan):
    porter = hire("porter", "concierge", group.main)
    for actor in (dario.actor, porter.actor):
        with pytest.raises(Refused):
            list_companies(actor, CompanyFilter(), today=TODAY)
        with pytest.raises(Refused):
            find_companies(actor, "盛远")
        with pytest.raises(Refused):
            get_company_detail(actor, shengyuan.id)


def test_every_filter_keeps_what_it_says(group, adam, company_of):
    def company(name, **more):
        return company_of(group.main, name=name, **more)

    company("甲", kind="旅行社", trade="C", address="浙江省杭州市西湖区一路")
    company("乙", kind=["旅行社", "协议单位"], trade="I", region="330200", agreement_to="2026-04-01")
    company("丙", agreement_to="2026-03-01", credit_limit="1万", follow_up="adam", region="310101")
    company("丁", agreement_from="2026-01-01", rate_code="CORP")
    closed = company("戊")
    close_company(actor=adam.actor, company_id=closed.id)
    company_of(group.bay, name="己")

    def found(**chosen):
        return "".join(sorted(names(list_companies(adam.actor, CompanyFilter(**chosen), today=TODAY))))

    assert found(kind="agency") == "乙甲"
    assert found(kind="agreement") == "乙"
    assert found(trade="C") == "甲"
    assert found(region="330000") == "乙甲"
    assert found(region="330100") == "甲"
    assert found(region="330106") == "甲"
    assert found(region="310000") == "丙"
    assert found(branch="BAY") == "己"
    assert found(branch="NONE") == ""
    assert found(follow_up="adam") == "丙"
    assert found(agreement="ending") == "乙"
    assert found(agreement="ended") == "丙"
    assert found(agreement="valid") == "丁乙"
    assert found(agreement="none") == "己甲"
    assert found(agreement="nonsense") == ""
    assert found(has_credit=True) == "丙"
    assert found(closed=True) == "戊"


def test_pages_are_turned_by_key_in_both_directions(group, irene, company_of):
    for number in range(7):
        company_of(group.main, name=f"单位{number}")
    first = list_companies(irene.actor, CompanyFilter(), today=TODAY, limit=3)
    second = list_companies(irene.actor, CompanyFilter(), after=first.older, today=TODAY, limit=3)
    third = list_companies(irene.actor, CompanyFilter(), after=second.older, today=TODAY, limit=3)
    back = list_companies(irene.actor, CompanyFilter(), before=third.newer, today=TODAY, limit=3)
    assert names(first) == ["单位6", "单位5", "单位4"]
    assert names(second) == names(back) == ["单位3", "单位2", "单位1"]
    assert (names(third), third.older, first.newer, first.count) == (["单位0"], "", "", 7)


def test_a_list_and_a_page_cost_the_same_queries_however_many_rows(group, irene, company_of):
    parent = company_of(group.main, name="盛远集团")
    for number in range(12):
        company_of(
            group.main, name=f"盛远{number}", parent=str(parent.id), contact_name="张三",
            contact_mobile=f"138123400{number:02}",
        )  # fmt: skip
    # Ids, lines and two counts; the rest sets limits of time.
    with at_most_queries(17):
        list_companies(irene.actor, CompanyFilter(), today=date(2026, 3, 16))
    with at_most_queries(6):
        detail = get_company_detail(irene.actor, parent.id)
    assert len(detail.children) == 12
    company = Company.objects.get(name="盛远3")
    with at_most_queries(2):
        list_contacts(irene.actor, company)
