"""What a form of the settings sent, read once and shown again as it was where something was wrong."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest

from huitouke.access.models import Branch
from huitouke.web.base.context import current_branch

NO_ERRORS: Mapping[str, Sequence[str]] = {}


def typed(request: HttpRequest, *names: str) -> dict[str, str]:
    """The texts of these fields, without NULs, which the database cannot hold."""
    return {name: request.POST.get(name, "") for name in names}


def ticked(request: HttpRequest, name: str) -> list[str]:
    """The values of the boxes ticked under this name."""
    return list(request.POST.getlist(name))


def labels_of(values: Mapping[str, str]) -> dict[str, str]:
    """The words of the fields zh and en, as services take them."""
    return {"zh": values.get("zh", ""), "en": values.get("en", "")}


def id_of(text: str) -> UUID | None:
    """An id that a form sent; None for anything that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def branch_here(request: HttpRequest, branches: Sequence[Branch]) -> str:
    """The code of the branch chosen in the top bar, where it is one of these, else of the first of them."""
    codes = [branch.code for branch in branches]
    here = current_branch(request)
    return here.code if here and here.code in codes else next(iter(codes), "")
