"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound


class GuestNotFound(NotFound):
    """Also said of a guest whom the actor may not know of: the two must not be told apart."""

    def __init__(self) -> None:
        super().__init__("guest_not_found", _("There is no such guest, or you may not see this profile."))


class GuestInvalid(Invalid):
    """Fields that cannot be kept. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "guest_invalid", _("The profile was not saved. See the fields marked below."), fields
        )


class GuestTypeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("guest_type_not_found", _("There is no guest type of this code."))


class GuestTypeInvalid(Invalid):
    """A type that cannot be kept, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "guest_type_invalid", _("The guest type was not saved. See the fields marked."), fields
        )


class GuestTypeInUse(Conflict):
    """A type that a guest has or had is closed instead, so that no history loses its word."""

    def __init__(self) -> None:
        super().__init__(
            "guest_type_in_use",
            _(
                "Guests have or had this type, so it cannot be removed. Close it: it is then no longer offered."
            ),
        )


class EvaluationInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "evaluation_invalid", _("The mark was not saved. Give 1 to 5 on one of the scales."), fields
        )


class EvaluationNotFound(NotFound):
    """Also said of a mark that somebody else gave: only one's own is taken back."""

    def __init__(self) -> None:
        super().__init__("evaluation_not_found", _("There is no such mark, or it is not yours to take back."))


class GuestChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "guest_changed_meanwhile",
            _(
                "A colleague saved this profile while you were typing. Your text is still here: compare, then save."
            ),
        )


class PurposeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("purpose_not_found", _("There is no such purpose."))


class ConsentInvalid(Invalid):
    """What was said cannot be kept so, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("consent_invalid", _("Nothing was recorded. See the fields marked below."), fields)


class ViewNotFound(NotFound):
    """Also said of a view that is somebody else's and not shared, and of one that only its owner may change."""

    def __init__(self) -> None:
        super().__init__(
            "view_not_found", _("There is no such view, or it is not yours. Open the list and choose one.")
        )


class ViewInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("view_invalid", _("The view was not saved. See what is marked."), fields)


class CompanyNotFound(NotFound):
    """Also said of a company that the actor may not know of: the two must not be told apart."""

    def __init__(self) -> None:
        super().__init__("company_not_found", _("There is no such company, or you may not see it."))


class CompanyPartNotFound(NotFound):
    """A contact, an entry, a card or a linked guest that is not there, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            "company_part_not_found", _("This line is no longer there. Open the company's page anew.")
        )


class RelationNotFound(NotFound):
    """Also said of a relation one of whose guests the actor may not change: the two must not be told apart."""

    def __init__(self) -> None:
        super().__init__(
            "relation_not_found", _("This relation is no longer there, or it is not yours to change.")
        )


class RelationInvalid(Invalid):
    """A relation that cannot be kept, by field. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "relation_invalid", " ".join(text for texts in fields.values() for text in texts), fields
        )


class RelationKnown(Conflict):
    def __init__(self) -> None:
        super().__init__("relation_known", _("This relation of the two is noted already."))


class RelationMoved(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "relation_moved",
            _("A colleague has decided about this relation meanwhile. See how it stands now."),
        )


class CompanyInvalid(Invalid):
    """Fields that cannot be kept. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(
            "company_invalid", _("The company was not saved. See the fields marked below."), fields
        )


class CompanyChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "company_changed_meanwhile",
            _(
                "A colleague saved this company while you were typing. Your text is still here: compare, then save."
            ),
        )


class CompanyGuestLinked(Conflict):
    def __init__(self) -> None:
        super().__init__("company_guest_linked", _("This guest already stands at this company."))


class ScoreCardInvalid(Invalid):
    """A card without scores, or scores and weights out of range. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("score_card_invalid", _("The score card was not saved. See what is marked."), fields)


class TagNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("tag_not_found", _("There is no such tag."))


class TagInvalid(Invalid):
    """A tag, a group of tags or a rule that cannot be kept. Nothing was written."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("tag_invalid", " ".join(text for texts in fields.values() for text in texts), fields)


class TagInUse(Conflict):
    """A tag that guests hold or a rule gives is closed, not removed. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("tag_in_use", _("Guests hold this tag, or a rule gives it. Close it instead."))
