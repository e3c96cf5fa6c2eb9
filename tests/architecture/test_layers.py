"""The tables keep to the layers that the imports keep to."""

import ast
import re
import tomllib

import pytest
from django.apps import apps
from django.db.models import ForeignKey, UUIDField

from huitouke.guests.models import Guest
from huitouke.identity.holders import GUEST_HOLDERS, OTHER_HOLDERS
from huitouke.kernel.moving import movings, unmoved
from huitouke.kernel.privacy import keepers
from huitouke.testing.sources import REPOSITORY, name_of, product_files, texts_of


def contexts_from_the_bottom():
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        contract = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]
    return [[name.strip() for name in layer.split("|")] for layer in reversed(contract["layers"])]


HEIGHT = {name: height for height, layer in enumerate(contexts_from_the_bottom()) for name in layer}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("huitouke.")]
CONTEXT_OF_TABLE = {model._meta.db_table: model._meta.app_label for model in MODELS}


def test_every_context_with_tables_has_its_layer():
    assert {model._meta.app_label for model in MODELS} <= set(HEIGHT)
    assert {model.__module__.split(".")[1] for model in MODELS} == {model._meta.app_label for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_to_the_same_context_or_downwards(model):
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and not field.auto_created:
            target = field.related_model._meta.app_label
            assert target in HEIGHT, f"{model._meta.label}.{field.name} points outside the product"
            assert HEIGHT[target] <= HEIGHT[model._meta.app_label], (
                f"{model._meta.label}.{field.name} points up"
            )


def test_every_model_that_holds_a_guest_is_known_to_identity():
    holders = {
        model._meta.label
        for model in MODELS
        for field in model._meta.concrete_fields
        if (isinstance(field, ForeignKey) and field.related_model is Guest)
        or (isinstance(field, UUIDField) and field.column == "guest_id")
    }
    assert holders == set(GUEST_HOLDERS), "identity/holders.py names each table that a merge has to re-point"


def test_every_table_that_tells_of_a_guest_goes_with_a_merge_or_says_why_not():
    told = set(GUEST_HOLDERS) | set(OTHER_HOLDERS)
    moved = {each.model for each in movings()}
    assert told - moved - set(unmoved()) == set(), (
        "a line in the context's moving.py: kernel.moving.Moving(…)"
    )
    assert not moved & set(unmoved())


def test_every_table_that_tells_of_a_guest_has_a_keeper_that_copies_and_erases_it():
    kept = {model for keeper in keepers() for model in keeper.models}
    told = set(GUEST_HOLDERS) | set(OTHER_HOLDERS)
    assert told - kept == set(), "a line in the context's privacy.py: kernel.privacy.own_rows(…)"


def test_every_key_of_a_thing_is_made_by_the_application():
    logs = {
        "kernel.OutboxEvent",
        "kernel.FieldChange",
        "access.AuditEntry",
        "intake.RowReport",
        "guests.ConsentEntry",
        "guests.ConsentRoot",
        "identity.BulkChange",
        "kernel.MovedRow",
        "stays.GuestFigure",  # no thing: what a trigger adds up
    }
    for model in MODELS:
        key = model._meta.pk
        if model._meta.label in logs:
            assert key.get_internal_type() in {"BigAutoField", "BigIntegerField"}
        else:
            assert key.get_internal_type() == "UUIDField", model._meta.label


WRITES_SQL = re.compile(
    r'(?:INSERT INTO|UPDATE|DELETE FROM|TRUNCATE(?: TABLE)?|COPY)\s+(?:ONLY\s+)?"?([a-z]+_[a-z]+)\b'
)

SQL_EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(file, table) to the reason for which a context writes a table of another by SQL."""


def test_no_context_writes_anothers_tables_by_sql():
    found = set()
    for path, tree in product_files().items():
        for text in texts_of(tree):
            for table in WRITES_SQL.findall(text):
                owner = CONTEXT_OF_TABLE.get(table)
                if owner is not None and owner != path.parts[0]:
                    found.add((path.as_posix(), table))
    assert found == set(SQL_EXCEPTIONS)


WRITING = frozenset(
    {
        "create",
        "bulk_create",
        "get_or_create",
        "update_or_create",
        "update",
        "bulk_update",
        "delete",
        "save",
        "acreate",
    }
)

ORM_EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(file, model) to the reason for which a context writes a model of another by the ORM."""


def models_imported(tree):
    """Names that a module imports from the models of a context, to that context."""
    return {
        alias.asname or alias.name: node.module.split(".")[1]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and re.fullmatch(r"huitouke\.\w+\.models(\.\w+)?", node.module or "")
        for alias in node.names
    }


def base_name(node):
    """The name that a chain such as `Note.objects.filter(…).delete` begins with."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return name_of(node)


def test_no_context_writes_anothers_models():
    found = set()
    for path, tree in product_files().items():
        owners = models_imported(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITING
            ):
                model = base_name(node.func)
                if owners.get(model, path.parts[0]) != path.parts[0]:
                    found.add((path.as_posix(), model))
    assert found == set(ORM_EXCEPTIONS)


def test_no_context_copies_into_anothers_tables():
    found = set()
    for path, tree in product_files().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and name_of(node.func) == "copy_lines"
                and isinstance(node.args[0], ast.Constant)
            ):
                owner = CONTEXT_OF_TABLE.get(node.args[0].value, path.parts[0])
                if owner != path.parts[0]:
                    found.add((path.as_posix(), node.args[0].value))
    assert found == set()


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils.py", "helpers.py", "misc.py", "common.py"}
    assert [path for path in product_files() if path.name in drawers] == []


def test_nothing_catches_every_exception_but_the_loops_that_must_go_on():
    allowed = {
        "kernel/outbox.py": "a handler that fails holds back its own key and no other",
        "connectors/files/tasks.py": "the page of an import tells that it broke off; then the error goes on",
        "identity/tasks.py": "the page of an act on many guests tells that it broke off; then the error goes on",
        "identity/services/match_runs.py": "a run that fails says that it broke off; then the error goes on",
        "connectors/messages/taking.py": "a message that breaks off is put into quarantine and holds up no other",
        "connectors/files/encoding.py": "what breaks off in a process beside the importer breaks off in the importer",
        "connectors/files/orders.py": "the page of an export tells that it broke off; then the error goes on",
    }
    found = {
        path.as_posix()
        for path, tree in product_files().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or name_of(node.type) == "Exception")
    }
    assert found <= set(allowed), "catch what can be mended, by name"


def test_no_test_of_the_browser_has_a_text_evaluated_later():
    # The policy of the pages forbids it: what holds at once passes, what has to be waited for does not.
    tests = sorted((REPOSITORY / "tests" / "browser").glob("*.py"))
    assert tests
    assert [path.name for path in tests if "wait_for_function(" in path.read_text("utf-8")] == []
