"""Columns that bear the name of a field of the hotel's own."""

from dataclasses import replace

from huitouke.connectors.files.headers import key_of
from huitouke.connectors.files.mapping import ColumnTarget, Mapping
from huitouke.connectors.files.targets import EXTRA
from huitouke.kernel.custom_fields.queries import list_fields


def with_own_columns(mapping: Mapping, subject: str) -> Mapping:
    """A proposed mapping in which a column that nothing else claimed, and that is headed by the code or a label of an
    own field of the subject, means that field. Of two such columns the first."""
    fields = list_fields(subject)
    named = {key_of(word): each.target for each in fields for word in (each.code, *each.labels.values())}
    taken = {one.target for one in mapping.columns}
    columns = []
    for one in mapping.columns:
        target = named.get(key_of(one.column), "") if one.target.startswith(EXTRA) else ""
        if target and target not in taken:
            taken.add(target)
            one = ColumnTarget(one.column, target, 1.0, "heading of an own field")
        columns.append(one)
    return replace(mapping, columns=tuple(columns))
