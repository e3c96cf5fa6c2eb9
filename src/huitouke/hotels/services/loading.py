"""Loading and keeping the code tables."""

from huitouke.hotels.models import CodeEntry
from huitouke.hotels.standard_codes import standard_codes


def load_standard_codes() -> int:
    """Add the standard codes that are missing; how many were added. Own words on a code are left alone."""
    present = set(CodeEntry.objects.values_list("table", "code"))
    missing = [entry for entry in standard_codes() if (entry.table, entry.code) not in present]
    CodeEntry.objects.bulk_create(
        [
            CodeEntry(
                table=entry.table,
                code=entry.code,
                labels={"zh": entry.zh, "en": entry.en},
                parent_code=entry.parent,
                is_standard=True,
                sort=entry.sort,
            )
            for entry in missing
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    return len(missing)
