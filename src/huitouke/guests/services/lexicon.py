"""What the reading of values is told of this hotel, from its tables."""

from huitouke.access.models import Branch
from huitouke.guests.values.lexicon import CODE_TARGETS, Lexicon, codes_by_word
from huitouke.hotels.models import CodeEntry
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.models import CustomFieldDefinition

SUBJECT = "guest"


def load_lexicon(branch: Branch | None = None) -> Lexicon:
    """The codes and fields of this moment; amounts without a sign are in the branch's currency. Closed codes and
    fields are still read: a file of last year may hold them. Two queries."""
    codes = CodeEntry.objects.filter(table__in=set(CODE_TARGETS.values())).order_by("is_closed", "sort")
    return Lexicon(
        codes=codes_by_word(codes.values_list("table", "code", "labels")),
        custom={field.code: field.definition for field in list_fields(SUBJECT, include_closed=True)},
        currency=branch.currency if branch else "CNY",
    )


def searched_codes() -> tuple[str, ...]:
    """The own fields by whose values a guest is searched. One query."""
    searched = CustomFieldDefinition.objects.filter(subject=SUBJECT, is_searched=True)
    return tuple(searched.values_list("code", flat=True))
