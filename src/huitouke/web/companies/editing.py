"""New and edit of a company: one form, errors in place, a colleague's save never lost."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.queries import list_branches, list_colleagues
from huitouke.guests.company_choices import COMPANY_REACH_KINDS, CompanyKind, ContactRole, SettlementCycle
from huitouke.guests.company_history import list_company_history
from huitouke.guests.company_queries import (
    CompanyDetail,
    find_companies,
    get_company_detail,
    same_credit_code,
)
from huitouke.guests.errors import CompanyChangedMeanwhile, CompanyInvalid, CompanyNotFound
from huitouke.guests.events import COMPANY_CLOSED
from huitouke.guests.services.companies import (
    change_company,
    close_company,
    raw_of,
    register_company,
    reopen_company,
    share_company,
)
from huitouke.guests.services.company_undo import restore_removed
from huitouke.guests.values.company import LISTS, REACH_TARGETS, SINGLE
from huitouke.guests.values.credit_codes import read_credit_code
from huitouke.hotels.queries import list_choices
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.custom_fields.values import PREFIX
from huitouke.kernel.errors import Invalid
from huitouke.web.base.context import current_branch
from huitouke.web.base.own_fields import missing_own
from huitouke.web.base.requests import actor_of, go_to, part, wants_part
from huitouke.web.base.undoing import can_undo, undoes
from huitouke.web.companies.words import change_word, company_field_word, reach_word, region_word, value_word

FIRST_CONTACT = ("contact.name", "contact.role", "contact.position", "contact.mobile")
"""Boxes of the first contact, in the form of a new company only."""
MOST_ROWS = 40
MOST_OWN = 100


@dataclass(slots=True)
class ReachRow:
    """One way to reach the company, as typed."""

    kind: str
    value: str
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CompanyDraft:
    """A form of a company: single fields, kinds and other names as lists, ways to reach it as rows."""

    fields: dict[str, str]
    kinds: list[str] = field(default_factory=list)
    aliases: str = ""
    reaches: list[ReachRow] = field(default_factory=list)
    opened: str = ""
    errors: dict[str, Sequence[str]] = field(default_factory=dict)

    @property
    def contact(self) -> dict[str, Any]:
        """The boxes of the first contact with their errors, under names that a template can say."""
        boxes: dict[str, Any] = {}
        for name in FIRST_CONTACT:
            short = name.removeprefix("contact.")
            boxes[short] = self.fields.get(name, "")
            boxes[f"{short}_errors"] = self.errors.get(name, ())
        return boxes

    def targets(self) -> dict[str, list[str]]:
        """All targets with their texts, the empty ones too."""
        raw = {name: [self.fields.get(name, "")] for name in SINGLE}
        raw["kind"], raw["alias"] = self.kinds, [self.aliases]
        for kind in REACH_TARGETS:
            raw[kind] = [row.value for row in self.reaches if row.kind == kind]
        raw |= {name: [text] for name, text in self.fields.items() if name.startswith(PREFIX)}
        return {name: [text for text in texts if text] for name, texts in raw.items()}


def new_company(request: HttpRequest) -> HttpResponse:
    """The form of a new company; then the save."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    branches = list_branches(actor, Right.COMPANIES_EDIT)
    here = current_branch(request)
    code = request.POST.get("branch") or (here.code if here else "")
    branch = next((each for each in branches if each.code == code), None)
    if branch is None and "branch" not in request.POST:
        branch = branches[0] if branches else None
    context: dict[str, Any] = {"branches": branches, "branch": branch}
    if request.method != "POST" or "start" in request.POST:
        fields = dict.fromkeys((*SINGLE, *FIRST_CONTACT), "")
        fields |= {
            "name": request.POST.get("name", "").strip(),
            "currency": branch.currency if branch else "CNY",
        }
        return _form(request, CompanyDraft(fields), context)
    draft = _posted(request.POST)
    if branch is None:
        actor.require(Right.COMPANIES_EDIT, UUID(int=0))
        raise CompanyNotFound
    raw = draft.targets()
    raw |= {name: [draft.fields[name]] for name in FIRST_CONTACT if draft.fields[name]}
    if missing := missing_own("company", draft.fields):
        return _form(request, draft, {**context, **_refused(draft, CompanyInvalid(missing))}, status=422)
    if not any(draft.fields[name] for name in ("contact.name", "contact.position", "contact.mobile")):
        raw.pop("contact.role", None)
    try:
        company_id = register_company(
            actor=actor, raw={target: texts for target, texts in raw.items() if texts}, branch=branch
        )
    except Invalid as error:
        return _form(request, draft, {**context, **_refused(draft, error)}, status=422)
    messages.success(request, _("The company is open."))
    return redirect("companies:company-detail", company_id)


def edit_company(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """The form of a company; a save that crossed a colleague's shows what the colleague changed."""
    actor = actor_of(request)
    detail = get_company_detail(actor, company_id)
    company = detail.company
    if not detail.may_edit:
        actor.require(Right.COMPANIES_EDIT, UUID(int=0))
        raise CompanyNotFound
    context: dict[str, Any] = {"company": company, "seen_at": company.updated_at.isoformat()}
    if request.method != "POST":
        return _form(request, _opened_draft(detail), context)
    draft = _posted(request.POST)
    seen_at = _instant(request.POST.get("seen_at", "")) or company.created_at
    opened = _mapping(draft.opened)
    fields = {target: texts for target, texts in draft.targets().items() if texts != opened.get(target, [])}
    if missing := missing_own("company", draft.fields):
        context["seen_at"] = seen_at.isoformat()
        return _form(request, draft, {**context, **_refused(draft, CompanyInvalid(missing))}, status=422)
    try:
        changed = change_company(actor=actor, company_id=company_id, fields=fields, seen_at=seen_at)
    except CompanyChangedMeanwhile as conflict:
        context |= {"conflict": conflict.message, "meanwhile": _meanwhile(request, company_id, seen_at)}
        return _form(request, draft, context, status=409)
    except Invalid as error:
        context["seen_at"] = seen_at.isoformat()
        return _form(request, draft, {**context, **_refused(draft, error)}, status=422)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("companies:company-detail", company_id)


@require_POST
def close(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Close a company, with a way back."""
    close_company(actor=actor_of(request), company_id=company_id)
    undo = can_undo(
        request,
        COMPANY_CLOSED,
        "companies:company-reopen",
        company_id,
        subject_kind="company",
        subject_id=company_id,
    )
    messages.success(request, _("The company is closed."), extra_tags=f"undo:{undo}")
    return redirect("companies:company-detail", company_id)


@require_POST
@undoes
def reopen(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Work with a company again."""
    reopen_company(actor=actor_of(request), company_id=company_id)
    messages.success(request, _("The company is open again."))
    return _back(request, reverse("companies:company-detail", args=[company_id]))


@require_POST
def share(request: HttpRequest, company_id: UUID) -> HttpResponse:
    """Open a company to the whole group, or to its own legal entity alone."""
    is_shared = request.POST.get("share") == "1"
    share_company(actor=actor_of(request), company_id=company_id, is_shared=is_shared)
    said = (
        _("The whole group sees this company now.")
        if is_shared
        else _("Only its own legal entity sees this company now.")
    )
    messages.success(request, said)
    return redirect("companies:company-detail", company_id)


@require_POST
@undoes
def undo(request: HttpRequest, company_id: UUID, record_id: UUID) -> HttpResponse:
    """Bring back what a save took off."""
    restore_removed(actor=actor_of(request), company_id=company_id, record_id=record_id)
    messages.success(request, _("Brought back."))
    return _back(request, f"{reverse('companies:company-detail', args=[company_id])}?tab=history")


def _back(request: HttpRequest, url: str) -> HttpResponse:
    """Another page, for a form and for the undo of a toast alike."""
    return go_to(url) if wants_part(request) else redirect(url)


@require_POST
def credit_code_hint(request: HttpRequest) -> HttpResponse:
    """While somebody types a credit code: whether it holds, and who bears it already."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    text = request.POST.get("credit_code", "")
    found = read_credit_code(text) if text.strip() else None
    own = request.POST.get("company", "")
    context = {
        "typed": text.strip(),
        "found": found,
        "region": region_word(found.code[2:8]) if found else "",
        "others": same_credit_code(actor, found.code, UUID(own) if _is_id(own) else None) if found else [],
    }
    return part(request, "companies/_hint_credit_code.html", context)


@require_POST
def find_parent(request: HttpRequest) -> HttpResponse:
    """Companies that may stand above, by a scrap of their name."""
    actor = actor_of(request)
    actor.require(Right.COMPANIES_EDIT)
    lines = find_companies(actor, request.POST.get("parent", ""), 6)
    return part(request, "companies/_parent_found.html", {"lines": lines})


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _mapping(text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _opened_draft(detail: CompanyDetail) -> CompanyDraft:
    """The form of a company as it is opened."""
    company = detail.company
    raw = raw_of(company)
    fields = dict.fromkeys((*SINGLE, *FIRST_CONTACT), "")
    fields |= {target: texts[0] for target, texts in raw.items() if target not in LISTS and texts}
    fields["region"] = region_word(company.region)
    fields["distance"] = f"{company.distance_m / 1000:g}" if company.distance_m is not None else ""
    fields["parent"] = detail.parent.name if detail.parent else ""
    fields["follow_up"] = company.follow_up.username if company.follow_up else ""
    fields["credit_officer"] = company.credit_officer.username if company.credit_officer else ""
    draft = CompanyDraft(
        fields,
        list(company.kinds),
        "、".join(company.aliases),
        [ReachRow(each.kind, each.shown) for each in detail.reaches],
    )
    draft.opened = json.dumps(draft.targets(), ensure_ascii=False)
    return draft


def _posted(post: QueryDict) -> CompanyDraft:
    own = [name for name in post if name.startswith(PREFIX)][:MOST_OWN]
    fields = {name: post.get(name, "").strip() for name in (*SINGLE, *FIRST_CONTACT, *own)}
    pairs = zip(post.getlist("reach_kind"), post.getlist("reach_value"), strict=False)
    reaches = [ReachRow(kind, value.strip()) for kind, value in pairs if value.strip()][:MOST_ROWS]
    return CompanyDraft(
        fields, post.getlist("kind"), post.get("alias", "").strip(), reaches, post.get("opened", "")
    )


def _meanwhile(request: HttpRequest, company_id: UUID, since: datetime) -> list[dict[str, Any]]:
    return [
        {
            "field": change_word(each.part, each.field),
            "old": value_word(each.part, each.field, each.old),
            "new": value_word(each.part, each.field, each.new),
            "who": each.who,
            "at": each.at,
        }
        for each in list_company_history(actor_of(request), company_id)
        if each.at > since
    ]


def _refused(draft: CompanyDraft, error: Invalid) -> dict[str, Any]:
    """Every error at its box, and the list of them for the top of the form."""
    boxes: dict[str, Sequence[str]] = {}
    summary: list[tuple[str, str, str]] = []
    for target, sentences in error.fields.items():
        if target in REACH_TARGETS:
            rows = [row for row in draft.reaches if row.kind == target]
            for row in rows:
                row.errors = list(sentences)
            box = "reaches"
        else:
            boxes[target] = sentences
            box = {"kind": "kinds"}.get(target, f"id_{target}")
        summary += [(box, company_field_word(target), sentence) for sentence in sentences]
    draft.errors = boxes
    return {"e": boxes, "summary": summary}


def _form(
    request: HttpRequest, draft: CompanyDraft, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    chosen: dict[str, Any] = {
        "draft": draft,
        "f": draft.fields,
        "e": {},
        "kinds": [(code, label, code in draft.kinds) for code, label in CompanyKind.choices],
        "trades": list_choices("trade"),
        "cycles": SettlementCycle.choices,
        "contact_roles": ContactRole.choices,
        "people": [
            (user.username, str(user))
            for user in list_colleagues(
                actor_of(request), Right.COMPANIES_VIEW, keep=draft.fields.get("follow_up", "")
            )
        ],
        "reach_kinds": [(kind, reach_word(kind)) for kind in COMPANY_REACH_KINDS],
        "blank_row": ReachRow("phone", ""),
        "own_fields": list_fields("company"),
        "bank_is_open": bool(draft.fields.get("bank_name") or draft.fields.get("bank_account")),
    }
    branch = context.get("branch")
    if isinstance(branch, Branch):
        chosen["branch_name"] = str(branch)
    return render(request, "companies/company_form.html", {**chosen, **context}, status=status)
