"""The API itself: its routers, its one kind of authentication and its description."""

from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from huitouke.api.auth import ApiToken
from huitouke.api.errors import add_handlers
from huitouke.api.idempotency import READS, WRITES
from huitouke.api.openapi import KEY_PARAMETER, refusals
from huitouke.api.renderer import JsonRenderer
from huitouke.api.routers.access import router as access
from huitouke.api.routers.candidates import router as candidates
from huitouke.api.routers.capture import router as capture
from huitouke.api.routers.classification import router as classification
from huitouke.api.routers.companies import router as companies
from huitouke.api.routers.company_acts import router as company_acts
from huitouke.api.routers.conditions import router as conditions
from huitouke.api.routers.exports import router as exports
from huitouke.api.routers.field_rules import router as field_rules
from huitouke.api.routers.forms import router as forms
from huitouke.api.routers.guests import router as guests
from huitouke.api.routers.imports import router as imports
from huitouke.api.routers.mappings import router as mappings
from huitouke.api.routers.merges import router as merges
from huitouke.api.routers.own_fields import router as own_fields
from huitouke.api.routers.privacy import router as privacy
from huitouke.api.routers.proposals import router as proposals
from huitouke.api.routers.rates import router as rates
from huitouke.api.routers.reference import router as reference
from huitouke.api.routers.relations import router as relations
from huitouke.api.routers.rooms import router as rooms
from huitouke.api.routers.search import router as search
from huitouke.api.routers.stays import router as stays
from huitouke.api.routers.tags import router as tags
from huitouke.api.routers.tellings import router as tellings
from huitouke.api.routers.webhooks import router as webhooks
from huitouke.api.schemas.base import Problem

DESCRIPTION: Final = """Guests of a hotel group for its programs. Every request carries the API token of a
staff user and has that user's rights. Refusals are application/problem+json in the language of
Accept-Language (zh, en). Instants are UTC, dates ISO 8601."""


class HuitoukeApi(NinjaAPI):
    """The API with its description completed: every operation may refuse, and says how. Made once a process,
    since anybody may ask for it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            description = super().get_openapi_schema(path_prefix=prefix)
            description["components"]["schemas"]["Problem"] = Problem.model_json_schema()
            _describe_keys(description["paths"], prefix)
            self._described[prefix] = description
        return self._described[prefix]


def _describe_keys(paths: dict[str, Any], prefix: str) -> None:
    """Every write takes an Idempotency-Key, and may say that the first request with it is still running."""
    for path, methods in paths.items():
        if f"/{path.removeprefix(prefix).lstrip('/')}" in READS:
            continue
        for method, operation in methods.items():
            if method.upper() in WRITES:
                operation.setdefault("parameters", []).append(KEY_PARAMETER)
                operation["responses"] |= {
                    status: told
                    for status, told in refusals(409)["responses"].items()
                    if status not in operation["responses"]
                }


def make_api() -> HuitoukeApi:
    """The API under /api/v1/. Its description is public at openapi.json; there is no page to try it out, since
    that would load scripts from other people's servers."""
    api = HuitoukeApi(
        title="Huitouke",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api-1",
        docs_url=None,
        auth=ApiToken(),
        renderer=JsonRenderer(),
    )
    add_handlers(api)
    for router in (
        # Before the guests and the companies, whose address of one would take their words for an id.
        conditions,
        company_acts,
        candidates,
        guests,
        companies,
        classification,
        relations,
        merges,
        tellings,
        proposals,
        tags,
        search,
        capture,
        forms,
        rooms,
        rates,
        mappings,
        stays,
        webhooks,
        own_fields,
        field_rules,
        reference,
        imports,
        exports,
        privacy,
        access,
    ):  # fmt: skip
        api.add_router("", router)
    return api


api = make_api()
