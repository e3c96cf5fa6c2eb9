"""New rows that must not stand twice."""

from django.db import IntegrityError, transaction
from django.db.models import Model

from huitouke.kernel.errors import DomainError


def insert_or_refuse(row: Model, refusal: DomainError) -> None:
    """Write a new row; raises `refusal` where there is one of its kind and code already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise refusal from error
