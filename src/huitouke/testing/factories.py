"""Guests for tests, made as the desk makes them: through the services, with a source record of their own."""

from collections.abc import Sequence

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.models import Branch
from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import Company, Guest
from huitouke.guests.services.companies import register_company
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.standard_purposes import MATCH_DOCUMENT
from huitouke.identity.services import register_guest

SOME_ID_CARD = "11010519491231002X"
"""The specimen number of GB 11643: born 1949-12-31, female, Chaoyang district of Beijing."""


def make_guest(branch: Branch, *, actor: Actor = SYSTEM, **targets: str | Sequence[str]) -> Guest:
    """A guest of `branch`. Targets are those of `guests.values.draft.TARGETS`; a text stands for a list of one.

    `make_guest(main, name="王小明", mobile="13812345678", taboo=["不吃香菜", "不住高层"])`
    """
    raw = {target: [given] if isinstance(given, str) else list(given) for target, given in targets.items()}
    guest: Guest = Guest.objects.get(id=register_guest(actor=actor, raw=raw, branch=branch))
    return guest


def share(guest: Guest) -> Guest:
    """The guest consents to be known across legal entities."""
    Guest.objects.filter(id=guest.id).update(is_shared=True)
    guest.is_shared = True
    return guest


def let_papers_serve(*guests: Guest, act: ConsentAct = ConsentAct.GIVEN) -> None:
    """These guests say whether they may be known by the numbers of their papers."""
    for guest in guests:
        record_consent(actor=SYSTEM, guest_id=guest.id, said=Said(MATCH_DOCUMENT, act.value))


def make_company(branch: Branch, *, actor: Actor = SYSTEM, **targets: str | Sequence[str]) -> Company:
    """A company of `branch`, by the targets of `guests.values.company`; `contact_name` stands for `contact.name`.

    `make_company(main, name="盛远科技有限公司", kind="协议单位", contact_name="张三", contact_mobile="13812345678")`
    """
    raw = {
        target.replace("contact_", "contact.", 1): [given] if isinstance(given, str) else list(given)
        for target, given in targets.items()
    }
    company: Company = Company.objects.get(id=register_company(actor=actor, raw=raw, branch=branch))
    return company
