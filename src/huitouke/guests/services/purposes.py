"""Purposes and their wordings: those that come with Huitouke, new versions, freezing."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.choices import ContactChannel, Ground
from huitouke.guests.errors import ConsentInvalid, PurposeNotFound
from huitouke.guests.events import PURPOSE_CLOSED
from huitouke.guests.models import Purpose, Wording
from huitouke.guests.standard_purposes import STANDARD_PURPOSES
from huitouke.kernel.outbox import publish

_FIRST_DAY: Final = date(2000, 1, 1)
WORDING_LIMIT: Final = 2000


def load_standard_purposes() -> int:
    """Add the purposes that come with Huitouke and their first wordings where they are missing; how many were added.
    What the hotel changed is left alone."""
    present = set(Purpose.objects.values_list("code", flat=True))
    added = 0
    for sort, one in enumerate(STANDARD_PURPOSES):
        if one.code in present:
            continue
        purpose = Purpose.objects.create(
            code=one.code,
            labels={"zh": one.zh, "en": one.en},
            about={"zh": one.about_zh, "en": one.about_en},
            ground=one.ground,
            channels=list(one.channels),
            is_standard=True,
            sort=sort,
        )
        if one.words_zh:
            texts = {"zh": one.words_zh, "en": one.words_en}
            Wording.objects.create(purpose=purpose, version=1, texts=texts, valid_from=_FIRST_DAY)
        added += 1
    return added


def wording_in_force(purpose: Purpose, on: date) -> Wording | None:
    """The newest wording that holds on this day."""
    return purpose.wordings.filter(valid_from__lte=on).order_by("-version").first()


def freeze_wordings(wording_ids: Iterable[str]) -> None:
    """Let no one change these words any more: somebody has answered them."""
    Wording.objects.filter(id__in=list(wording_ids), is_used=False).update(is_used=True)


@transaction.atomic
def add_wording(*, actor: Actor, purpose_code: str, texts: dict[str, str], valid_from: date) -> Wording:
    """A new version of the words of a purpose, from a day on. What guests answered before stays with its own version.
    Refuses a version that would hold from an earlier day than the one before."""
    actor.require_group(Right.PRIVACY_MANAGE)
    purpose = Purpose.objects.select_for_update().filter(code=purpose_code).first()
    if purpose is None:
        raise PurposeNotFound
    problems: dict[str, list[str]] = {}
    texts = {code: text.strip() for code, text in texts.items()}
    for code in ("zh", "en"):
        if not texts.get(code):
            problems[f"text_{code}"] = [_("Write the words that guests are shown in this language.")]
        elif len(texts[code]) > WORDING_LIMIT:
            problems[f"text_{code}"] = [_("Write it in %(limit)s signs or fewer.") % {"limit": WORDING_LIMIT}]
    latest = purpose.wordings.order_by("-version").first()
    if latest is not None and valid_from < latest.valid_from:
        problems["valid_from"] = [
            _("Version %(version)s holds from %(day)s. Choose that day or a later one.")
            % {"version": latest.version, "day": latest.valid_from.isoformat()}
        ]
    if problems:
        raise ConsentInvalid(problems)
    wording = Wording.objects.create(
        purpose=purpose,
        version=(latest.version if latest else 0) + 1,
        texts={code: texts[code] for code in ("zh", "en")},
        valid_from=valid_from,
        author_name=actor.name,
    )
    record_audit(
        actor,
        "guests.wording.added",
        object_type="purpose",
        object_id=purpose.id,
        fields=["texts", "valid_from"],
        version=wording.version,
    )
    return wording


@transaction.atomic
def add_purpose(
    *,
    actor: Actor,
    code: str,
    labels: dict[str, str],
    about: dict[str, str],
    ground: str,
    channels: list[str],
) -> Purpose:
    """A purpose of the hotel's own. Refuses a code that is taken."""
    actor.require_group(Right.PRIVACY_MANAGE)
    problems: dict[str, list[str]] = {}
    if not code.isascii() or not code.replace("_", "").isalnum() or len(code) > 40 or not code.islower():
        problems["code"] = [_("Write a code of small letters, digits and _, such as newsletter.")]
    elif Purpose.objects.filter(code=code).exists():
        problems["code"] = [_("There is a purpose of this code already.")]
    if not labels.get("zh", "").strip() or not labels.get("en", "").strip():
        problems["labels"] = [_("Name it in Chinese and in English.")]
    if ground not in Ground.values:
        problems["ground"] = [_("Choose the ground in law.")]
    if set(channels) - set(ContactChannel.values):
        problems["channels"] = [_("Choose from the channels offered.")]
    if problems:
        raise ConsentInvalid(problems)
    last = Purpose.objects.aggregate(last=Max("sort"))["last"] or 0
    purpose = Purpose.objects.create(
        code=code,
        labels={each: text.strip() for each, text in labels.items()},
        about={each: text.strip() for each, text in about.items()},
        ground=ground,
        channels=[each for each in ContactChannel.values if each in channels],
        sort=last + 1,
    )
    record_audit(actor, "guests.purpose.added", object_type="purpose", object_id=purpose.id, ground=ground)
    return purpose


@transaction.atomic
def close_purpose(*, actor: Actor, purpose_code: str, is_closed: bool) -> Purpose:
    """Close a purpose, so that nobody is asked for it or contacted for it any more, or open it again."""
    actor.require_group(Right.PRIVACY_MANAGE)
    purpose = Purpose.objects.select_for_update().filter(code=purpose_code).first()
    if purpose is None:
        raise PurposeNotFound
    if purpose.is_closed != is_closed:
        purpose.is_closed = is_closed
        purpose.save(update_fields=["is_closed"])
        record_audit(
            actor,
            PURPOSE_CLOSED,
            object_type="purpose",
            object_id=purpose.id,
            fields=["is_closed"],
            closed=is_closed,
        )
        publish(PURPOSE_CLOSED, key=purpose.id, purpose=purpose.code, closed=is_closed)
    return purpose
