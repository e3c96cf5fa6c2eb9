"""What a guest does for a living, and the form of address (称呼) that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from huitouke.demo.curves import Curve

Rnd = Callable[[], float]

# kind of employer -> (position, in English, what follows the family name in 称呼, weight)
_POSITIONS: dict[str, tuple[tuple[str, str, str, float], ...]] = {
    "firm": (
        ("总经理", "General Manager", "总", 12), ("副总经理", "Deputy General Manager", "总", 9),
        ("董事长", "Chairman", "董", 4),
        ("总裁", "President", "总", 2), ("销售总监", "Sales Director", "总", 8), ("财务总监", "CFO", "总", 4),
        ("市场总监", "Marketing Director", "总", 4), ("销售经理", "Sales Manager", "经理", 14),
        ("项目经理", "Project Manager", "经理", 9),
        ("采购经理", "Purchasing Manager", "经理", 5), ("区域经理", "Area Manager", "经理", 6),
        ("工程师", "Engineer", "工", 10),
        ("高级工程师", "Senior Engineer", "工", 6), ("总工程师", "Chief Engineer", "总工", 2),
        ("会计", "Accountant", "会计", 2),
        ("行政助理", "Administrative Assistant", "", 4), ("业务员", "Sales Representative", "", 8),
        ("设计师", "Designer", "老师", 3),
        ("律师", "Lawyer", "律师", 3), ("顾问", "Consultant", "老师", 2),
        ("人事主管", "HR Supervisor", "主管", 3),
    ),
    "hospital": (
        ("主任医师", "Chief Physician", "主任", 20), ("副主任医师", "Associate Chief Physician", "医生", 25),
        ("主治医师", "Attending Physician", "医生", 30), ("护士长", "Head Nurse", "护士长", 10),
        ("院长", "Hospital Director", "院长", 5),
    ),
    "school": (
        ("教授", "Professor", "教授", 25), ("副教授", "Associate Professor", "教授", 20),
        ("教师", "Teacher", "老师", 40),
        ("校长", "Headmaster", "校长", 5), ("院长", "Dean", "院长", 6),
    ),
    "institute": (
        ("研究员", "Researcher", "老师", 20), ("高级工程师", "Senior Engineer", "工", 30),
        ("所长", "Head of Institute", "所", 8),
        ("建筑师", "Architect", "工", 20),
    ),
    "office": (
        ("科长", "Section Chief", "科", 25), ("处长", "Division Chief", "处", 18),
        ("副局长", "Deputy Director", "局", 8),
        ("主任", "Director", "主任", 18), ("科员", "Clerk", "", 30),
    ),
}  # fmt: skip

Position = tuple[str, str, str]


@cache
def positions() -> dict[str, Curve[Position]]:
    return {
        kind: Curve.of(((zh, en, suffix), weight) for zh, en, suffix, weight in rows)
        for kind, rows in _POSITIONS.items()
    }


_MANAGERS = Curve.of([
    (("总经理", "General Manager", "总"), 20), (("副总经理", "Deputy General Manager", "总"), 30),
    (("销售总监", "Sales Director", "总"), 20), (("董事长", "Chairman", "董"), 8),
    (("区域经理", "Area Manager", "经理"), 22),
])  # fmt: skip


def draw_manager(rnd: Rnd) -> Position:
    """A position of somebody whose secretary books."""
    return _MANAGERS.draw(rnd())


def chinese_address(family: str, suffix: str, sex: str) -> str:
    """王 + 总 -> 王总; without a title 王先生 or 王女士."""
    return family + (suffix or ("先生" if sex == "M" else "女士"))


def western_address(family: str, position_en: str, sex: str) -> str:
    """`Ms Okamoto`, `Prof. Tan`, `Dr Weber`."""
    if "Professor" in position_en:
        return f"Prof. {family}"
    if "Physician" in position_en:
        return f"Dr {family}"
    return f"{'Mr' if sex == 'M' else 'Ms'} {family}"
