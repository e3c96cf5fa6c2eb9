"""The field rules: which of several values shows, tried on all guests before it is applied."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huitouke.guests.field_rules import GROUPS, OWN, Criterion, FieldRules, rules_from
from huitouke.identity.field_rule_models import FieldRuleSet
from huitouke.identity.field_rules import get_proposal, get_rules
from huitouke.identity.rule_examples import list_examples
from huitouke.identity.services.field_rules import apply_rules, drop_rules, propose_rules, resume_rules
from huitouke.intake.queries import list_systems
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.errors import Invalid
from huitouke.web.base.requests import actor_of, go_to, part
from huitouke.web.guests.history_words import value_words
from huitouke.web.guests.words import field_word, source_word

PLACES: Final = (1, 2, 3)

LABELS: Final[Mapping[str, str | Promise]] = {
    "names": gettext_lazy("Names"),
    "papers": gettext_lazy("As on the papers"),
    "birthday": gettext_lazy("Birthday kept"),
    "language": gettext_lazy("Language and contact"),
    "address": gettext_lazy("Address"),
    "home_address": gettext_lazy("Home address"),
    "work_address": gettext_lazy("Work address"),
    "work": gettext_lazy("Work"),
    "circle": gettext_lazy("Family and needs"),
    "hotel": gettext_lazy("At the hotel"),
    OWN: gettext_lazy("Own fields"),
}
CRITERIA: Final[Mapping[Criterion, str | Promise]] = {
    Criterion.VERIFIED: gettext_lazy("told with an identity paper"),
    Criterion.STAFF: gettext_lazy("set by staff"),
    Criterion.SOURCE: gettext_lazy("the source trusted more"),
    Criterion.NEWER: gettext_lazy("told later"),
    Criterion.FREQUENT: gettext_lazy("told by more sources"),
}


@require_http_methods(["GET", "POST"])
def field_rules(request: HttpRequest) -> HttpResponse:
    """The rules in force, to be changed; a change is tried first."""
    actor = actor_of(request)
    now = get_rules(actor)
    chosen = {code: [each.value for each in order] for code, order in now.rules.orders.items()}
    systems = _systems(now.rules.systems)
    errors: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        chosen = {code: order for code in LABELS if (order := _order(request, code))}
        systems = _ranked(request, systems)
        try:
            proposal = propose_rules(actor=actor, orders=chosen, systems=systems)
            return redirect("settings:field-rules-proposal", proposal.id)
        except Invalid as error:
            errors = error.fields
    context = {
        "rows": [
            {
                "code": code,
                "label": label,
                "fields": _fields_of(code),
                "boxes": list(zip(PLACES, [*chosen.get(code, ()), "", "", ""][: len(PLACES)], strict=True)),
                "errors": errors.get(code, ()),
            }
            for code, label in LABELS.items()
        ],
        "criteria": [(each.value, word) for each, word in CRITERIA.items()],
        "columns": [
            {"label": _("Fields")},
            {"label": _("First")},
            {"label": pgettext("place of a criterion", "Then")},
            {"label": pgettext("place of a criterion", "At last")},
        ],
        "systems": [(place, system, source_word(system)) for place, system in enumerate(systems, start=1)],
        "system_errors": errors.get("systems", ()),
        "open": now.open,
        "past": [(each, words_of(rules_from(each.rules)), place == 0) for place, each in enumerate(now.past)],
        "is_usual": now.rules.is_usual,
    }
    return render(request, "settings/field_rules.html", context, status=422 if errors else 200)


@require_GET
def proposal(request: HttpRequest, rules_id: UUID) -> HttpResponse:
    """What a proposal would change, how far its run has come, and the press that applies it."""
    actor = actor_of(request)
    found = get_proposal(actor, rules_id)
    own = {field.target: field for field in list_fields("guest", include_closed=True)}
    examples = list_examples(actor, found) if found.state == "looked" else []
    context = {
        **_progress(found),
        "sentences": words_of(rules_from(found.rules)),
        "examples": [
            (
                example.line,
                [
                    {
                        "field": own[name].label if name in own else field_word(name),
                        "old": value_words(name, old, own.get(name)) if old else "",
                        "new": value_words(name, new, own.get(name)) if new else "",
                    }
                    for name, old, new in example.changes
                ],
            )
            for example in examples
        ],
    }
    return render(request, "settings/field_rules_proposal.html", context)


@require_GET
def progress(request: HttpRequest, rules_id: UUID) -> HttpResponse:
    """The bar of a run that goes on; opens its page when it is over."""
    found = get_proposal(actor_of(request), rules_id)
    if not found.is_running:
        return go_to(reverse("settings:field-rules-proposal", args=[found.id]))
    return part(request, "settings/_field_rules_progress.html", _progress(found))


@require_POST
def proposal_act(request: HttpRequest, rules_id: UUID, rules_act: str) -> HttpResponse:
    """Apply a proposal, put it away, go on with a run that broke off, or propose what once was in force again."""
    actor = actor_of(request)
    if rules_act == "again":
        told = rules_from(get_proposal(actor, rules_id).rules).as_told()
        fresh = propose_rules(actor=actor, orders=told["orders"], systems=told["systems"])
        return redirect("settings:field-rules-proposal", fresh.id)
    if rules_act == "drop":
        drop_rules(actor=actor, rules_id=rules_id)
        return redirect("settings:field-rules")
    if rules_act not in ("apply", "resume"):
        raise Http404
    (apply_rules if rules_act == "apply" else resume_rules)(actor=actor, rules_id=rules_id)
    return redirect("settings:field-rules-proposal", rules_id)


def words_of(rules: FieldRules) -> list[tuple[str, str]]:
    """The rules in words: (fields, order) of each group that does not go the usual way."""
    arrow = " → "
    found = [
        (str(LABELS[code]), arrow.join(str(CRITERIA[each]) for each in rules.orders[code]))
        for code in LABELS
        if code in rules.orders
    ]
    if any(Criterion.SOURCE in order for order in rules.orders.values()):
        found.append((_("Sources, the most trusted first"), arrow.join(map(source_word, rules.systems))))
    return found


def _fields_of(code: str) -> str:
    """The fields of a group in words."""
    names = [field_word(unit[0]) for unit in GROUPS.get(code, ())]
    return pgettext("between items of a list", ", ").join(names) if len(names) > 1 else ""


def _order(request: HttpRequest, code: str) -> list[str]:
    return [text for place in PLACES if (text := request.POST.get(f"{code}_{place}", ""))]


def _systems(ranked: Sequence[str]) -> list[str]:
    """All sources: those ranked in their order, then the others."""
    return [*ranked, *(each for each in list_systems() if each not in ranked)]


def _ranked(request: HttpRequest, systems: Sequence[str]) -> list[str]:
    """The sources in the order of the numbers beside them; one without a number stands last."""

    def place(system: str) -> int:
        text = request.POST.get(f"rank_{system}", "").strip()
        return int(text) if text.isdecimal() and len(text) < len("1000") else len(systems) + 1

    return sorted(systems, key=place)


def _progress(found: FieldRuleSet) -> dict[str, Any]:
    is_applied = found.in_force_at is not None
    return {
        "proposal": found,
        "is_applied": is_applied,
        "label": _("The rules are being applied") if is_applied else _("Looking at what would change"),
        "note": _("%(done)s of %(total)s guests") % {"done": f"{found.done:,}", "total": f"{found.total:,}"},
        "value": found.done,
        "total": max(found.total, found.done),
    }
