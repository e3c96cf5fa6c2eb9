"""What the reading of values is told of this hotel, from its tables."""

from collections.abc import Mapping

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


def list_searched(custom: Mapping[str, object]) -> tuple[str, ...]:
    """Of the values of own fields, those by which a guest is searched. No query where there are none."""
    if not custom:
        return ()
    searched = CustomFieldDefinition.objects.filter(subject=SUBJECT, is_searched=True)
    return tuple(str(custom[code]) for code in searched.values_list("code", flat=True) if code in custom)
