"""Fields of the hotel's own in the forms of guests and companies."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from huitouke.kernel.custom_fields.queries import list_fields


def missing_own(subject: str, typed: Mapping[str, str]) -> dict[str, list[str]]:
    """The fields of the hotel's own that the desk has to ask for and that are empty, with what to do."""
    return {
        each.target: [_("Please fill this in.")]
        for each in list_fields(subject)
        if each.is_required and not typed.get(each.target)
    }
