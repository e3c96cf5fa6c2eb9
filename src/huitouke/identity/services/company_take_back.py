"""Taking an import of companies back: those it founded vanish, those it changed are as before, those that staff, a
later file or another company's place in the group has tied down since stay and are listed."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db import connection

from huitouke.access.actors import Actor
from huitouke.guests.company_rows import COMPANY, CONTACT
from huitouke.guests.events import COMPANIES_TAKEN_BACK
from huitouke.guests.models import Company, CompanyImage, CompanyLink, Guest
from huitouke.guests.services.company_images import drop_images
from huitouke.identity.services.images import COMPANIES, digest_of_state, opened, shape_of
from huitouke.identity.snapshots import company_tables, references, traces_of_others
from huitouke.intake.choices import RecordState
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import TakeBack, note_take_back, set_records_taken_back
from huitouke.kernel.history import forget_changes, unnoted_changes
from huitouke.kernel.outbox import publish
from huitouke.kernel.snapshots import delete_owned, put_back, rows_of, take_snapshots

COMPANIES_KIND: Final = "companies"

_BELOW_SQL = """
WITH RECURSIVE below AS (
    SELECT id, parent_id FROM guests_company WHERE id = ANY(%s)
    UNION
    SELECT c.id, c.parent_id FROM guests_company c JOIN below b ON c.parent_id = b.id
)
SELECT id, parent_id FROM below"""


def take_back_companies(run: ImportRun, records: list[tuple[UUID, int]], done: TakeBack) -> TakeBack:
    """Deal with the companies of these records and with all that stand below them, so that none is left without the
    company above it. Inside the caller's transaction."""
    linked = CompanyLink.objects.filter(record_id__in=[record_id for record_id, _state in records])
    parents = _with_those_below(set(linked.values_list("company_id", flat=True)))
    told = _records_about(run, parents)
    own = {record_id for ids in told.values() for record_id in ids}
    locked = Company.objects.select_for_update(of=("self",)).filter(id__in=list(parents)).order_by("id")
    founders = dict(locked.values_list("id", "origin_record_id"))
    founded = {company_id for company_id, record_id in founders.items() if record_id in own}
    images = list(CompanyImage.objects.filter(run=run, company_id__in=list(parents)))
    states = take_snapshots(company_tables(), [image.company_id for image in images], shape_of(run))
    restored = [image for image in images if bytes(image.after) == digest_of_state(states[image.company_id])]
    gone = _free(founded - _touched_by_others(run, founded), {each.company_id for each in restored}, parents)
    dealt_with = [*gone, *(image.company_id for image in restored)]
    taken = [record_id for company_id in dealt_with for record_id in told.get(company_id, ())]
    with unnoted_changes():
        _restore(restored)
        delete_owned([(table, column) for table, column, _named in references(Company)], gone)
        delete_owned([(Company._meta.db_table, "id")], gone)
    forget_changes(subjects=gone)
    forget_changes(subjects=dealt_with, records=taken)
    nobody = [record_id for record_id, state in records if state == RecordState.QUARANTINED]
    set_records_taken_back([*taken, *nobody])
    drop_images(run.id, [image.id for image in restored])
    done = done._replace(
        gone=done.gone + len(gone), restored=done.restored + len(restored), after=str(records[-1][0])
    )
    note_take_back(run, done)
    if dealt_with:
        publish(COMPANIES_TAKEN_BACK, key=run.id, run=str(run.id), gone=len(gone), restored=len(restored))
    return done


def _with_those_below(company_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """These companies and all below them, with the company above each."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW_SQL, [list(company_ids)])
        return dict(cursor.fetchall())


def _records_about(run: ImportRun, company_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The records of this run that tell of these companies, by company."""
    owners = dict(
        CompanyLink.objects.filter(company_id__in=list(company_ids)).values_list("record_id", "company_id")
    )
    told: dict[UUID, list[UUID]] = {}
    own = SourceRecord.objects.filter(id__in=list(owners), run_id=run.id)
    for record_id in own.values_list("id", flat=True):
        told.setdefault(owners[record_id], []).append(record_id)
    return told


def _touched_by_others(run: ImportRun, founded: Collection[UUID]) -> set[UUID]:
    """Of companies that the run founded: those of which something is known that is not of this run."""
    found: set[UUID] = set()
    with connection.cursor() as cursor:
        for statement in traces_of_others(Company, "= ANY(%(owners)s)"):
            cursor.execute(statement, {"owners": list(founded), "run": run.id})
            found |= {row[0] for row in cursor.fetchall()}
    if run.finished_at is not None:
        later = Company.objects.filter(id__in=list(founded), updated_at__gt=run.finished_at)
        found |= set(later.values_list("id", flat=True))
    return found


def _free(untouched: set[UUID], restored: Collection[UUID], parents: dict[UUID, UUID | None]) -> list[UUID]:
    """Of the companies that nobody touched, those below which none stays. What is restored stood elsewhere before."""
    free = set(untouched)
    while True:
        held = {
            above
            for company_id, above in parents.items()
            if above in free and company_id not in free and company_id not in restored
        }
        if not held:
            return sorted(free)
        free -= held


def _restore(images: list[CompanyImage]) -> None:
    """Let these companies be what their images show."""
    tables = company_tables()
    rows: dict[str, list[dict[str, Any]]] = {each.table: [] for each in tables}
    for state in opened(images, COMPANIES).values():
        for table, found in rows_of(state).items():
            rows[table] += found
    # A company or guest that went meanwhile is named no more.
    for model, column, told in ((Company, "parent_id", rows[COMPANY]), (Guest, "guest_id", rows[CONTACT])):
        named = {row[column] for row in told} - {None}
        there = {str(key) for key in model.objects.filter(id__in=named).values_list("id", flat=True)}
        for row in told:
            row[column] = row[column] if row[column] in there else None
    company_ids = [image.company_id for image in images]
    for each in tables:
        put_back(each, company_ids, rows[each.table])


_FOUNDED = (
    "IN (SELECT l.company_id FROM intake_sourcerecord m JOIN guests_companylink l ON l.record_id = m.id"
    " JOIN guests_company g ON g.id = l.company_id AND g.origin_record_id = m.id WHERE m.run_id = %(run)s)"
)


def foresee_companies(run: ImportRun) -> TakeBack:
    """What taking back a run would come to, without doing it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM guests_company WHERE id {_FOUNDED}", {"run": run.id})
        founded = {row[0] for row in cursor.fetchall()}
    images = CompanyImage.objects.filter(run=run).select_related("company").defer("before")
    changed = [(each.company_id, bytes(each.after), each.left_at, each.company.updated_at) for each in images]
    restored = {company_id for company_id, after, left, now in changed if after and left == now}
    free = _free(founded - _touched_by_others(run, founded), restored, _with_those_below(founded | restored))
    kept = len(founded) - len(free) + len(changed) - len(restored)
    return TakeBack(gone=len(free), restored=len(restored), kept=kept)


def _kept(run: ImportRun) -> Any:
    """Companies of which accepted records of this run still tell."""
    own = SourceRecord.objects.filter(run_id=run.id, state=RecordState.ACCEPTED).values("id")
    return Company.objects.filter(id__in=CompanyLink.objects.filter(record_id__in=own).values("company_id"))


def count_kept_companies(run: ImportRun) -> int:
    """How many companies a taking back left as they were."""
    return int(_kept(run).count())


def list_kept_companies(actor: Actor, run: ImportRun, limit: int = 50) -> list[Company]:
    """Of the companies that were kept, those that the actor may see, newest first."""
    seen = Company.objects.visible_to(actor).values("id")
    return list(_kept(run).filter(id__in=seen).order_by("-id")[:limit])
