"""Connections: systems that may send messages for a branch. Made, changed, stopped; given a new secret."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.models import Branch
from huitouke.access.services import record_audit
from huitouke.connectors.messages.errors import ConnectionInvalid, ConnectionNotFound
from huitouke.connectors.messages.kinds import list_kinds
from huitouke.intake.choices import DESK, MessageState, Proof
from huitouke.intake.models import Connection, Message, SourceRecord
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7_floor

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{1,39}")
SHOWN: Final = timedelta(days=7)
"""What became of messages is counted so far back."""


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """A connection with what became of its messages of the last days, by state."""

    connection: Connection
    counts: Mapping[str, int]
    in_quarantine: int


@transaction.atomic
def add_connection(
    *, actor: Actor, name: str, kind: str, branch_code: str, system: str = "", proof: str = Proof.BASIC
) -> tuple[Connection, str]:
    """Let a system send messages for a branch from now on; the connection and its secret, which is shown this once.

    `system` is the name under which its ids are known; without one it has a name of its own. Two connections may share
    one where their systems know the same guests by the same ids. Refuses without the right to the system in the
    branch, and a name of a system under which another branch's records stand, unless the actor holds the right in the
    whole group.
    """
    actor.require(Right.SYSTEM_MANAGE)
    cleaned = " ".join(name.split())
    problems: dict[str, list[str]] = {}
    if not cleaned or len(cleaned) > 100 or not cleaned.isprintable():
        problems["name"] = [_("Write what the system is called, in at most 100 signs.")]
    if kind not in {each.code for each in list_kinds()}:
        problems["kind"] = [_("Choose what the system speaks.")]
    branch = Branch.objects.filter(code=branch_code).first()
    if branch is None or not actor.has_right(Right.SYSTEM_MANAGE, branch.id):
        problems["branch"] = [_("Choose a branch.")]
    if proof not in Proof.values:
        problems["proof"] = [_("Choose how it shows who it is.")]
    system = system.strip().lower()
    if system and (not _NAME.fullmatch(system) or system in (DESK, "file")):
        problems["system"] = [
            _("2 to 40 small letters, digits, - and _, beginning with a letter; not desk or file.")
        ]
    elif system and branch is not None and _is_of_another(actor, system, branch):
        problems["system"] = [_("Records of another branch stand under this name. Choose another one.")]
    if problems or branch is None:
        raise ConnectionInvalid(problems)
    code = _free_code(kind, branch.code)
    secret = _new_secret()
    row = Connection(code=code, name=cleaned, kind=kind, branch=branch, system=system or code, proof=proof)
    row.secret = sealer().seal(secret.encode(), row.id.bytes)
    row.save(force_insert=True)
    _note(actor, "intake.connection.added", row)
    return row, secret


@transaction.atomic
def change_connection(*, actor: Actor, connection_id: UUID, name: str, proof: str) -> Connection:
    """Call a connection otherwise, or let it show itself otherwise. Its standard, its branch and the name of its system
    stay: records stand under them."""
    row = _locked(actor, connection_id)
    cleaned = " ".join(name.split())
    problems: dict[str, list[str]] = {}
    if not cleaned or len(cleaned) > 100 or not cleaned.isprintable():
        problems["name"] = [_("Write what the system is called, in at most 100 signs.")]
    if proof not in Proof.values:
        problems["proof"] = [_("Choose how it shows who it is.")]
    if problems:
        raise ConnectionInvalid(problems)
    row.name, row.proof = cleaned, proof
    row.save(update_fields=["name", "proof"])
    _note(actor, "intake.connection.changed", row)
    return row


@transaction.atomic
def renew_connection_secret(*, actor: Actor, connection_id: UUID) -> str:
    """A new secret, shown this once; the old one opens nothing more."""
    row = _locked(actor, connection_id)
    secret = _new_secret()
    row.secret = sealer().seal(secret.encode(), row.id.bytes)
    row.save(update_fields=["secret"])
    _note(actor, "intake.connection_secret.renewed", row)
    return secret


@transaction.atomic
def stop_connection(*, actor: Actor, connection_id: UUID) -> None:
    """Take nothing more from it; what came is dealt with."""
    _turn(actor, connection_id, is_active=False)


@transaction.atomic
def start_connection(*, actor: Actor, connection_id: UUID) -> None:
    """Take its messages again."""
    _turn(actor, connection_id, is_active=True)


def visible_connections(actor: Actor) -> "QuerySet[Connection]":
    """Connections of the branches whose systems the actor looks after."""
    actor.require(Right.SYSTEM_MANAGE)
    found = Connection.objects.select_related("branch")
    if actor.has_group_right(Right.SYSTEM_MANAGE):
        return found
    return found.filter(branch_id__in=actor.branches_with(Right.SYSTEM_MANAGE))


def list_connections(actor: Actor) -> list[ConnectionLine]:
    """Every connection that the actor may see. Three queries."""
    rows = list(visible_connections(actor))
    return lines_of(rows)


def lines_of(rows: list[Connection]) -> list[ConnectionLine]:
    """These connections with what became of their messages. Two queries."""
    since = uuid7_floor(clock.now() - SHOWN)
    mine = Message.objects.filter(connection__in=rows).order_by()
    counts: dict[UUID, dict[str, int]] = {}
    for connection_id, state, count in (
        mine.filter(id__gte=since).values_list("connection_id", "state").annotate(count=Count("id"))
    ):
        counts.setdefault(connection_id, {})[state] = count
    stuck = dict(
        mine.filter(state=MessageState.QUARANTINED).values_list("connection_id").annotate(count=Count("id"))
    )
    return [ConnectionLine(row, counts.get(row.id, {}), stuck.get(row.id, 0)) for row in rows]


def get_connection(actor: Actor, connection_id: UUID) -> Connection:
    """One connection. Raises `ConnectionNotFound`."""
    row = visible_connections(actor).filter(id=connection_id).first()
    if row is None:
        raise ConnectionNotFound
    return row


def find_active_connection(connection_id: UUID) -> Connection | None:
    """The connection of an address, where it takes messages: for whoever knocks at it."""
    return Connection.objects.select_related("branch").filter(id=connection_id, is_active=True).first()


def secret_of(connection: Connection) -> str:
    """The secret in clear, to compare with what a sender brings. Never shown."""
    return sealer().open(bytes(connection.secret), connection.id.bytes).decode()


def _turn(actor: Actor, connection_id: UUID, *, is_active: bool) -> None:
    row = _locked(actor, connection_id)
    if row.is_active != is_active:
        row.is_active = is_active
        row.save(update_fields=["is_active"])
        _note(actor, "intake.connection.started" if is_active else "intake.connection.stopped", row)


def _is_of_another(actor: Actor, system: str, branch: Branch) -> bool:
    """An id of a system means one guest in the whole group: who looks after one branch must not reach another's guests
    by naming their system."""
    if actor.has_group_right(Right.SYSTEM_MANAGE):
        return False
    others = ~Q(branch_id=branch.id)
    return (
        Connection.objects.filter(others, system=system).exists()
        or SourceRecord.objects.filter(others, system=system).exists()
    )


def _free_code(kind: str, branch_code: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", f"{branch_code}-{kind}".lower()).strip("-")
    used = Connection.objects.filter(Q(code__startswith=stem) | Q(system__startswith=stem))
    # A name that another connection gave its system is taken too: its records would become this one's.
    taken = {name for pair in used.values_list("code", "system") for name in pair}
    return next(
        code
        for code in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
        if code not in taken
    )


def _new_secret() -> str:
    return "hin_" + secrets.token_urlsafe(32)


def _locked(actor: Actor, connection_id: UUID) -> Connection:
    row = visible_connections(actor).select_for_update(of=("self",)).filter(id=connection_id).first()
    if row is None:
        raise ConnectionNotFound
    return row


def _note(actor: Actor, code: str, row: Connection) -> None:
    record_audit(actor, code, object_type="connection", object_id=row.id, branch_id=row.branch_id)
