"""What conditions over stays hand to the database, so that its indexes serve them."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from huitouke.kernel.conditions.days import Moment
from huitouke.stays.conditions import branch_fields
from huitouke.testing.fixtures import TODAY

AT = Moment(TODAY, ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("op", "operand", "values"),
    [
        ("at_least", Decimal(500_000), [500_000]),
        ("equals", Decimal(500_000), [500_000, 500_000]),
        ("between", (Decimal(100), Decimal("250.5")), [100, Decimal("250.5")]),
    ],
)
def test_amounts_are_sought_in_whole_numbers_which_the_index_is_made_of(group, op, operand, values):
    sought = [
        found
        for field in branch_fields()
        if field.kind == "money" and field.seek and (found := field.seek(op, operand, AT))
    ]
    assert sought
    for found in sought:
        assert found.values in (values, values[:1])
        assert [type(value) for value in found.values] == [
            type(value) for value in values[: len(found.values)]
        ]
