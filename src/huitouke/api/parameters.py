"""Parameters of the address."""

from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel

from huitouke.api.errors import refuse_parameters


def refuse_unknown_parameters(request: HttpRequest, query: type[BaseModel]) -> None:
    """Refuse parameters that `query` does not know: with a misspelt filter a caller would get every guest."""
    unknown: list[Any] = sorted(set(request.GET) - set(query.model_fields))
    if unknown:
        refuse_parameters(unknown)
