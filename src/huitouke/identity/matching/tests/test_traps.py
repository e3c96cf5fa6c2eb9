"""People who share a phone, a name or a door: who is one links by himself, who is another never does."""

from huitouke.identity.matching.clustering import Persons
from huitouke.identity.matching.default import default_model
from huitouke.identity.matching.engine import Table
from huitouke.identity.matching.normalising import normalise
from huitouke.identity.matching.told import told_by

RECORDS = 100_000
HOME = {"address": ["浙江省杭州市西湖区文三路12号3单元502室"], "home_phone": ["0571-88061234"]}
OFFICE = {"company": ["苏州盛泽丝绸有限公司"], "office_phone": ["0512-63501234"]}
FAMILIES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
GIVEN = (
    "建国", "志强", "秀英", "丽华", "子轩", "雨桐", "海燕", "国栋", "晓东", "玉兰", "文博", "佳怡", "振华",
    "春梅", "立新",
)  # fmt: skip


class Found:
    """Who became one of these records, by their names here, and who would be asked about."""

    def __init__(self, **raws):
        names = list(raws)
        rows = [normalise(told_by(name, raw)) for name, raw in raws.items()]
        model = default_model(RECORDS)
        table = Table(rows)
        table.write_frame(model.frequencies)
        table.propose_pairs()
        persons = Persons(table, model, lowest=model.ask_at)
        groups = persons.at(model.link_at)
        table.close()
        self.linked = sorted(tuple(names[item] for item in group) for group in groups if len(group) > 1)
        together = {(a, b) for group in groups for a in group for b in group}
        self.asked = {(names[a], names[b]) for a, b, _bits in persons.links if (a, b) not in together}


def people(count):
    """So many differently named people with mobiles of their own."""
    names = [family + given for given in GIVEN for family in FAMILIES][:count]
    return {
        f"person{number}": {"name": [name], "sex": ["男" if number % 2 else "女"]}
        for number, name in enumerate(names)
    }


def test_father_and_son_of_one_name_at_one_address_are_two_and_asked_about():
    found = Found(
        father={"name": ["黄兆明"], "birth_date": ["1956-05-18"], "mobile": ["13805710001"], **HOME},
        son={"name": ["黄兆明"], "birth_date": ["1984-11-02"], "mobile": ["13805710002"], **HOME},
        father_again={
            "name": ["HUANG ZHAOMING"],
            "birth_date": ["1956-05-18"],
            "mobile": ["+86 138 0571 0001"],
        },
        untold={"name": ["黄兆明"], **HOME},
    )
    assert found.linked == [("father", "father_again")]
    assert ("father", "son") in found.asked
    assert {("father", "untold"), ("son", "untold")} & found.asked, "name, door and phone are those of both"


def test_two_of_one_common_name_in_one_company_with_its_switchboard_are_two():
    found = Found(
        one={"name": ["张伟"], "birth_date": ["1979-03-07"], "mobile": ["13906120001"], **OFFICE},
        other={"name": ["张伟"], "sex": ["男"], **OFFICE},
        third={"name": ["张伟"], "birth_date": ["1991-12-30"], **OFFICE},
        one_again={"name": ["Zhang Wei"], "birth_date": ["1979-03-07"], **OFFICE},
    )
    assert found.linked == [("one", "one_again")]
    assert ("one", "other") in found.asked


def test_twins_are_two():
    found = Found(
        first={"name": ["李晓明"], "birth_date": ["2009-08-14"], "mobile": ["13705120009"], **HOME},
        second={"name": ["李晓敏"], "birth_date": ["2009-08-14"], "mobile": ["13705120009"], **HOME},
        second_again={"name": ["李晓敏"], "birth_date": ["2009-08-14"], **HOME},
    )
    assert found.linked == [("second", "second_again")]
    assert ("first", "second") in found.asked


def test_the_phone_of_an_agency_makes_nobody_of_its_300_guests_one():
    guests = people(300)
    for raw in guests.values():
        raw["mobile"] = ["13911112222"]
    guests["again"] = {"name": guests["person7"]["name"], "mobile": ["13911112222", "13522223333"]}
    guests["person7"]["mobile"] = ["13911112222", "13522223333"]
    found = Found(**guests)
    assert found.linked == [("person7", "again")]
    assert len(found.asked) < 30


def test_the_mobile_of_a_secretary_makes_nobody_of_30_managers_one():
    managers = people(30)
    for number, raw in enumerate(managers.values()):
        raw |= {
            "mobile": ["13800001234"],
            "company": OFFICE["company"],
            "birth_date": [f"19{60 + number}-04-1{number % 9}"],
        }
    managers["again"] = {**managers["person3"], "name": ["Liu Jianguo"]}
    found = Found(**managers)
    assert found.linked == [("person3", "again")]


def test_a_couple_on_one_phone_are_two():
    found = Found(
        wife={
            "name": ["王芳"],
            "sex": ["女"],
            "birth_date": ["1983-02-11"],
            "mobile": ["13655556666"],
            **HOME,
        },
        husband={
            "name": ["赵磊"],
            "sex": ["男"],
            "birth_date": ["1981-07-25"],
            "mobile": ["13655556666"],
            **HOME,
        },
        husband_again={"name": ["ZHAO LEI"], "birth_date": ["1981-07-25"], "mobile": ["13655556666"]},
        untold={"name": ["王芳"], "mobile": ["13655556666"]},
    )
    assert found.linked == [("husband", "husband_again"), ("wife", "untold")]


def test_a_child_on_a_parents_phone_is_another():
    found = Found(
        parent={"name": ["陈国栋"], "birth_date": ["1980-06-06"], "mobile": ["13577778888"], **HOME},
        child={"name": ["陈子轩"], "birth_date": ["2014-09-01"], "mobile": ["13577778888"], **HOME},
        untold={"name": ["陈子轩"], "mobile": ["13577778888"], **HOME},
    )
    assert found.linked == [("child", "untold")]
