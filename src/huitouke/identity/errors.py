"""What this context refuses, with stable codes."""

from uuid import UUID

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused


class ErasedPerson(Conflict):
    """Somebody who was erased is sent anew. Nothing was written."""

    def __init__(self, erasure_ids: list[UUID]) -> None:
        super().__init__(
            "erased_person",
            _(
                "This person was erased at their wish and is not taken in again. If they are here and agree, a "
                "manager can allow it under Settings, Erasures."
            ),
            erasures=[str(each) for each in erasure_ids],
        )


class ErasureNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("erasure_not_found", _("There is no such erasure, or it is not yours to see."))


class ErasureWaits(Conflict):
    """A file is being taken in that might bring the person back. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "erasure_waits", _("A file of guests is being imported. Erase the guest when the import is over.")
        )


class ErasureInvalid(Invalid):
    """The erasure was not confirmed as it must be. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("erasure_invalid", _("Nothing was erased. See the fields marked below."), fields)


class BulkInvalid(Invalid):
    """An act on many guests that cannot be done as it was asked for. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "bulk_invalid", " ".join(text for texts in fields.values() for text in texts), fields
        )


class BulkActNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("bulk_act_not_found", _("There is no such act, or it is a colleague’s."))


class BulkActNotUndone(Conflict):
    """The act is still going on, was undone before, or is too old. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "bulk_act_not_undone",
            _("This cannot be undone: it is still going on, was undone before, or is over a week old."),
        )


class MergeInvalid(Invalid):
    """Profiles that cannot become one as it was asked for. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "merge_invalid", " ".join(text for texts in fields.values() for text in texts), fields
        )


class AlreadyOneGuest(Conflict):
    """Both ids are one guest by now. Nothing was written."""

    def __init__(self, guest_id: UUID) -> None:
        super().__init__("already_one_guest", _("These are one guest already."), guest=str(guest_id))


class MergeAcrossEntities(Refused):
    """Two legal entities know them, and they have not both agreed that these share it. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "merge_across_entities",
            _(
                "Different companies of the group know these two, and not both have agreed that the companies may "
                "share what they know. Ask for that consent first."
            ),
        )


class MergeStale(Conflict):
    """Somebody changed one of them since the preview. Nothing was written."""

    def __init__(self, changed: list[str]) -> None:
        super().__init__(
            "merge_stale",
            _("Somebody changed these profiles since you looked: %(what)s. Look again before you go on.")
            % {"what": _("; ").join(changed)},
            changed=changed,
        )


class MatchRunBusy(Conflict):
    """Another run of matching goes on. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "match_run_busy", _("Guests are being compared already. Try again when that is over.")
        )


class MatchEngineMissing(DomainError):
    """The engine of HUITOUKE_MATCHING_ENGINE cannot run on this machine. Nothing was compared or written."""

    def __init__(self, reason: str) -> None:
        texts = {
            "package": _(
                "Spark is not installed. Run ./huitouke extra spark, or set HUITOUKE_MATCHING_ENGINE=duckdb."
            ),
            "java": _("Spark needs Java 17 or later, and none is found on this machine."),
            "java_old": _("Spark needs Java 17 or later, and the one on this machine is older."),
        }
        super().__init__("match_engine_missing", texts[reason], reason=reason)


class MergeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("merge_not_found", _("There is no such merge, or its guest is not yours to see."))


class MergeWithdrawn(Conflict):
    """The merge was taken back before. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("merge_withdrawn", _("This merge has been taken back already."))


class FieldNotTold(NotFound):
    """There is no such field whose sources could be told."""

    def __init__(self) -> None:
        super().__init__("field_not_told", _("There is no field of that name whose sources are kept."))


class ValueNotTold(Conflict):
    """No such value of the field may be used: it is shown already, is masked before the actor, or was never told.
    Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "value_not_told",
            _("This value is shown already, or it is no longer told. Open the field again to see what is."),
        )


class RulesInvalid(Invalid):
    """Field rules that cannot be kept. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("rules_invalid", _("Nothing was changed. See the rules marked below."), fields)


class RulesNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("rules_not_found", _("There are no such field rules."))


class RulesNotReady(Conflict):
    """The rules are still being tried, were put away, or are in force already. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "rules_not_ready",
            _("These rules are still being tried, were put away, or are in force already. Open them again."),
        )


class ProposalNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            "proposal_not_found", _("There is no such pair, or its guests are not yours to decide about.")
        )


class ProposalDecided(Conflict):
    """Somebody has decided it, or both are one guest by now. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("proposal_decided", _("This pair has been decided already. Go on with the next."))


class ProposalTaken(Conflict):
    """A colleague looks at this pair right now. Nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "proposal_taken", _("A colleague is looking at this pair right now. Go on with the next.")
        )


class ReviewInvalid(Invalid):
    """An answer about a pair that cannot be given so. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "review_invalid", " ".join(text for texts in fields.values() for text in texts), fields
        )
