"""Score cards of companies (B4), and the weights of their criteria."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.company_choices import DEFAULT_WEIGHTS, SCORES, WEIGHT_LIMIT, CardForm, Criterion
from huitouke.guests.errors import ScoreCardInvalid
from huitouke.guests.events import SCORE_CARD_ADDED, SCORE_WEIGHTS_CHANGED
from huitouke.guests.models import CriterionWeight, ScoreCard, ScoreLine
from huitouke.guests.score_calculations import Scored, total_of
from huitouke.guests.services.company_saves import company_record, locked_company, tell_company, touch
from huitouke.guests.values.cells import tidy_lines
from huitouke.kernel.history import tell_history
from huitouke.kernel.outbox import publish

NOTE_LIMIT: Final = 500


def weights_now() -> dict[str, int]:
    """The weight of each criterion from now on, in the order of the card. One query."""
    own = dict(CriterionWeight.objects.values_list("criterion", "weight"))
    return {each.value: own.get(each.value, DEFAULT_WEIGHTS[each]) for each in Criterion}


@transaction.atomic
def add_score_card(
    *,
    actor: Actor,
    company_id: UUID,
    scored_on: date,
    scores: Mapping[str, int],
    notes: Mapping[str, str] | None = None,
    note: str = "",
    form: str = CardForm.SHORT,
) -> ScoreCard:
    """Judge a company: `scores` 1 to 5 by criterion, with a word why in `notes`. The card keeps the weights of
    this moment. Written once: who judges anew writes another card. Refuses a card without a score."""
    company = locked_company(actor, company_id)
    notes = {name: tidy_lines(text) for name, text in (notes or {}).items()}
    note = tidy_lines(note)
    weights = weights_now()
    wrong: dict[str, list[str]] = {}
    for name, score in scores.items():
        if name not in weights or score not in SCORES:
            wrong[name] = [_("Give 1 to 5 points.")]
    for name, text in (*notes.items(), ("note", note)):
        if len(text) > NOTE_LIMIT:
            wrong[name] = [_("Longer than %(limit)s signs. Shorten it.") % {"limit": NOTE_LIMIT}]
    if form not in CardForm.values:
        wrong["form"] = [_("Choose the short or the long card.")]
    total = None
    if not wrong:
        total = total_of(Scored(weights[name], score) for name, score in scores.items())
        if total is None:
            wrong["scores"] = [_("Give points to at least one criterion that counts.")]
    if wrong or total is None:
        raise ScoreCardInvalid(wrong)
    told = {name: [str(score)] for name, score in scores.items()}
    record_id = company_record(
        actor, company, {"add": {"score_card": [{"scored_on": [scored_on.isoformat()], **told}]}}
    )
    card: ScoreCard = ScoreCard.objects.create(
        company=company,
        record_id=record_id,
        scored_on=scored_on,
        form=form,
        total=total,
        note=note,
        author_id=actor.id,
        author_name=actor.name,
    )
    ScoreLine.objects.bulk_create(
        ScoreLine(
            card=card, criterion=name, weight=weights[name], score=scores[name], note=notes.get(name, "")
        )
        for name in weights
        if name in scores
    )
    touch(company)
    tell_company(actor, company, SCORE_CARD_ADDED, ["score_card"])
    return card


@transaction.atomic
def set_weights(*, actor: Actor, weights: Mapping[str, int]) -> list[str]:
    """Set how much each criterion counts in cards from now on; the criteria that changed. Cards written before
    keep their weights. Refuses weights outside 0 to 100, and all at 0. Needs the right to configure the group."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    known = weights_now()
    wrong = {
        name: [_("Write a whole number from 0 to %(limit)s.") % {"limit": WEIGHT_LIMIT}]
        for name, weight in weights.items()
        if name not in known or not 0 <= weight <= WEIGHT_LIMIT
    }
    if not wrong and not any((known | dict(weights)).values()):
        wrong["weights"] = [_("At least one criterion has to count.")]
    if wrong:
        raise ScoreCardInvalid(wrong)
    changed = [name for name, weight in weights.items() if known[name] != weight]
    if not changed:
        return []
    tell_history(actor_id=actor.id)
    for name in changed:
        CriterionWeight.objects.update_or_create(criterion=name, defaults={"weight": weights[name]})
    record_audit(
        actor, SCORE_WEIGHTS_CHANGED, object_type="score_weights", object_id=None, fields=sorted(changed)
    )
    publish(SCORE_WEIGHTS_CHANGED, key=None, criteria=len(changed))
    return changed
