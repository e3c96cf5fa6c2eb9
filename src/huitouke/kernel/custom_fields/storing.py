"""Writing definitions. Who may, and what is told of it, is the caller's to see to."""

from collections.abc import Sequence

from huitouke.kernel.models import CustomFieldDefinition


def store(definition: CustomFieldDefinition, *, is_new: bool = False) -> None:
    """Write a definition. Raises IntegrityError where a new one's code is taken."""
    definition.save(force_insert=is_new)


def store_order(definitions: Sequence[CustomFieldDefinition]) -> None:
    """Give the definitions the places in which they stand."""
    for place, definition in enumerate(definitions):
        definition.sort = place
    CustomFieldDefinition.objects.bulk_update(definitions, ["sort"])
