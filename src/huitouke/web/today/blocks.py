"""The registry of Today: which blocks stand there, for whom, in which order. A new block is a line here, a read, and a
template `today/_<code>.html`."""

from typing import Final

from huitouke.access.choices import Right
from huitouke.access.switches import is_on
from huitouke.capture.forms import may_decide
from huitouke.web.today import capture_blocks, company_blocks, guest_blocks, house_blocks, stay_blocks
from huitouke.web.today.block import Block, Moment

_DESK: Final = frozenset({"front_desk", "night_audit", "reservations", "guest_service_centre"})
_SALES: Final = frozenset({"sales", "sales_manager", "sales_assistant"})
_CARE: Final = frozenset(
    {
        "guest_relations",
        "customer_relations",
        "customer_relations_supervisor",
        "assistant_manager",
        "duty_manager",
    }
)
_SET_UP: Final = frozenset({"housekeeping", "food_and_beverage", "concierge", "guest_relations"})
_HEADS: Final = frozenset({"manager", "group_manager"})

BLOCKS: Final[tuple[Block, ...]] = (
    Block("first_day", Right.SYSTEM_MANAGE, house_blocks.first_day, 9, frozenset({"administrator"}),
          is_for_all=True, is_group_wide=True, when_empty="hidden"),
    Block("backup", Right.BACKUP_MANAGE, house_blocks.backup, 0, frozenset({"administrator"}),
          is_group_wide=True),
    Block("machinery", Right.SYSTEM_MANAGE, house_blocks.machinery, 4, frozenset({"administrator"}),
          is_group_wide=True),
    Block("waiting_codes", Right.HOTEL_CONFIGURE, house_blocks.waiting_codes, 1, frozenset({"administrator"}),
          is_for_all=True, when_empty="hidden"),
    Block("readings", Right.AUDIT_VIEW, house_blocks.readings, 2, frozenset({"auditor"})),
    Block("doings", Right.AUDIT_VIEW, house_blocks.doings, 1, frozenset({"auditor"})),
    Block("set_up", Right.STAYS_VIEW, stay_blocks.set_up, 1, _SET_UP, when_empty="own"),
    Block("arrivals", Right.STAYS_VIEW, stay_blocks.arrivals, 10,
          _DESK | _CARE | _HEADS | {"housekeeping", "concierge", "cashier"}),
    Block("to_greet", Right.STAYS_VIEW, stay_blocks.to_greet, 9, _CARE | _HEADS, when_empty="own"),
    Block("promises", Right.STAYS_VIEW, stay_blocks.promises, 2,
          _HEADS | {"customer_relations_supervisor", "assistant_manager"}, when_empty="hidden"),
    Block("agreements", Right.COMPANIES_VIEW, company_blocks.agreements, 1,
          _SALES | {"accounts_receivable", "revenue"}),
    Block("visits", Right.COMPANIES_VIEW, company_blocks.visits, 1, _SALES),
    Block("credit", Right.COMPANIES_VIEW, company_blocks.credit, 1,
          _SALES | {"accounts_receivable", "cashier"}),
    Block("completeness", Right.GUESTS_VIEW, capture_blocks.completeness, 3,
          _HEADS | {"customer_relations_supervisor", "assistant_manager"}, switch="capture"),
    Block("fallen_marks", Right.GUESTS_VIEW, guest_blocks.fallen_marks, 3, _CARE),
    Block("consents", Right.GUESTS_VIEW, guest_blocks.consents, 1,
          _HEADS | {"marketing", "customer_relations_supervisor"}),
    Block("forms", Right.CONSENT_EDIT, capture_blocks.forms, 3, _DESK | _CARE, is_for_all=True,
          when_empty="own", switch="forms", may=may_decide),
    Block("to_complete", Right.GUESTS_EDIT, capture_blocks.to_complete, 4,
          _DESK | {"guest_relations", "customer_relations"}, switch="capture"),
    Block("duplicates", Right.GUESTS_MERGE, guest_blocks.duplicates, 1, is_for_all=True, is_aside=True,
          when_empty="hidden"),
    Block("birthdays", Right.GUESTS_VIEW, guest_blocks.birthdays, 4, is_for_all=True),
    Block("new_guests", Right.GUESTS_VIEW, guest_blocks.new_guests, 3, is_for_all=True),
    Block("quick_wish", Right.GUESTS_EDIT, guest_blocks.quick_wish, 0, is_for_all=True, is_aside=True),
    Block("warned_guests", Right.GUESTS_VIEW, guest_blocks.warned_guests, 3, is_for_all=True, is_aside=True,
          when_empty="hidden"),
    Block("incomplete", Right.GUESTS_VIEW, guest_blocks.incomplete, 4, is_for_all=True, is_aside=True),
)  # fmt: skip
"""In the order in which a post sees its own blocks; below them those that are for everybody, in the same order."""


def blocks_of(moment: Moment) -> tuple[list[Block], list[Block]]:
    """The blocks of this moment: those that the post sees first, and those that stand below for everybody."""
    open_blocks = [block for block in BLOCKS if _is_open(block, moment)]
    first = [block for block in open_blocks if moment.role in block.roles]
    return first, [block for block in open_blocks if block.is_for_all and block not in first]


def _is_open(block: Block, moment: Moment) -> bool:
    actor = moment.actor
    holds = actor.has_group_right(block.right) if block.is_group_wide else actor.has_right(block.right)
    if not holds or (block.switch and not is_on(block.switch)):
        return False
    return block.may is None or block.may(actor)
