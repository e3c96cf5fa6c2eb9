"""Runs, records and reports: what came in is kept as it came, and only those who may import see the runs."""

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.intake.choices import RecordState, RowOutcome, RunState
from huitouke.intake.drafts import begin_run, note_settled
from huitouke.intake.errors import RunNotFound
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.payloads import canonical, digest_of
from huitouke.intake.queries import (
    get_run,
    list_reports,
    list_runs,
    list_versions,
    newest_records,
    read_content,
)
from huitouke.intake.rows import RECORD_COLUMNS, RECORD_TABLE, record_line
from huitouke.intake.services import (
    RowRemark,
    Tally,
    copy_records,
    fail_run,
    finish_run,
    lock_system,
    next_versions,
    start_run,
    unlock_system,
    write_reports,
)
from huitouke.kernel import clock
from huitouke.kernel.crypto import sealer
from huitouke.kernel.ids import uuid7


def store(external_id="7", version=1, occurrence=1, content=None, system="opera"):
    record_id, text = uuid7(), canonical(content or {"name": ["王小明"]})
    copy_records(
        record_line(
            sealer(),
            record_id=record_id,
            system=system,
            external_id=external_id,
            version=version,
            occurrence=occurrence,
            state=RecordState.ACCEPTED,
            branch_id=None,
            run_id=None,
            actor_id=None,
            received_at=clock.now(),
            digest=digest_of(sealer(), text),
            text=text,
        )
    )
    return record_id


def start(actor, branch, **more):
    return start_run(actor=actor, system="opera", branch=branch, file_name="guests.csv", **more)


def test_the_columns_of_a_record_are_those_of_its_table(db):
    columns = {field.column for field in SourceRecord._meta.concrete_fields}
    assert SourceRecord._meta.db_table == RECORD_TABLE
    assert set(RECORD_COLUMNS) == columns
    assert len(RECORD_COLUMNS) == len(columns)


def test_a_record_opens_to_what_came_in(db):
    record_id = store(content={"name": ["王小明"], "extra:房型": ["大床"]})
    assert read_content(SourceRecord.objects.get(id=record_id)) == {
        "name": ["王小明"],
        "extra:房型": ["大床"],
    }


def test_an_erased_record_says_nothing(db):
    record_id = store()
    SourceRecord.objects.filter(id=record_id).update(payload=None)
    assert read_content(SourceRecord.objects.get(id=record_id)) == {}


def test_a_version_stands_once(db):
    store(version=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        store(version=1)


def test_versions_come_in_order_and_the_newest_of_each_occurrence_is_known(db):
    first, second, third = store(version=1), store(version=2), store(version=3, occurrence=2)
    assert [record.id for record in list_versions("opera", "7")] == [first, second, third]
    assert newest_records("opera", ["7", "8"])["7"].record_id == second
    assert newest_records("opera", ["7"], 2)["7"].record_id == third
    assert newest_records("mews", ["7"]) == {}
    assert next_versions("opera", ["7", "8"]) == {"7": 4}


def test_a_run_is_opened_noted_and_closed(group, bruno):
    run = start(bruno.actor, group.main)
    assert AuditEntry.objects.filter(
        code="intake.run.started", object_id=run.id, actor_id=bruno.user.id
    ).exists()
    begin_run(run)
    assert not note_settled(run, Tally(rows=10, created=8, rejected=2, repaired=1), 10, 1)
    run.refresh_from_db()
    assert (run.state, run.rows, run.created, run.rejected, run.repaired) == (RunState.RUNNING, 10, 8, 2, 1)
    assert (run.settled_rows, run.settled_repeats) == (10, 1)
    finish_run(run, Tally(rows=12, created=10, rejected=2))
    run.refresh_from_db()
    assert (run.state, run.rows, run.is_over) == (RunState.DONE, 12, True)
    assert run.finished_at is not None


def test_a_failed_run_keeps_what_came_in_before(group, bruno):
    run = start(bruno.actor, group.main)
    note_settled(run, Tally(rows=10, created=10), 10, 0)
    fail_run(run, "damaged_parquet", {"row": 10})
    run.refresh_from_db()
    assert (run.state, run.error_code, run.created, run.error_data) == (
        RunState.FAILED,
        "damaged_parquet",
        10,
        {"row": 10},
    )


@pytest.mark.parametrize("who", ["alma", "chiara", "dario", "irene", "mei"])
def test_who_may_not_import_opens_no_run(request, group, refuses_to_write, who):
    actor = request.getfixturevalue(who).actor
    with refuses_to_write(), pytest.raises(RightMissing):
        start(actor, group.main)


def test_runs_are_seen_by_those_who_may_import_there(group, bruno, irene, alma):
    from huitouke.testing.personas import hire

    run = start(SYSTEM, group.main)
    bay_manager = hire("boris", "manager", group.bay)
    assert get_run(bruno.actor, run.id) == run
    assert list_runs(bruno.actor) == [run]
    for stranger in (bay_manager, irene, alma):
        assert list_runs(stranger.actor) == []
        with pytest.raises(RunNotFound):
            get_run(stranger.actor, run.id)
    with pytest.raises(RunNotFound):
        get_run(bruno.actor, uuid7())


def test_a_report_is_read_in_the_order_of_the_file(group):
    run = start(SYSTEM, group.main)
    remarks = [
        RowRemark(number, RowOutcome.REPAIRED, "name", "unsafe_signs_removed", {"n": "\\\t'\""})
        for number in range(5)
    ]
    write_reports(run.id, remarks)
    first = list_reports(run, limit=3)
    rest = list_reports(run, after=first[-1].id)
    assert [report.row_number for report in first + rest] == [0, 1, 2, 3, 4]
    assert first[0].data == {"n": "\\\t'\""}


def test_one_import_of_a_system_runs_at_a_time(db):
    parameters = connection.get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parameters
    }
    statement = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
    assert lock_system("opera")
    with psycopg.connect(**wanted) as other:
        assert other.execute(statement, [0x48544B02, "opera"]).fetchone() == (False,)
        assert other.execute(statement, [0x48544B02, "mews"]).fetchone() == (True,)
        unlock_system("opera")
        assert other.execute(statement, [0x48544B02, "opera"]).fetchone() == (True,)
        assert not lock_system("opera")
        other.execute("SELECT pg_advisory_unlock_all()")
    assert lock_system("opera")
    unlock_system("opera")


def test_tallies_add_up():
    assert Tally(1, 2, 3, 4, 5, 6).plus(Tally(rows=1, repaired=1)) == Tally(2, 2, 3, 4, 5, 7)


def test_a_run_names_the_file_and_its_branch(group):
    run = start(SYSTEM, group.main, row_estimate=9, is_dry_run=False)
    found = ImportRun.objects.get()
    assert (found.id, found.file_name, found.branch_id, found.row_estimate, found.actor_id) == (
        run.id,
        "guests.csv",
        group.main.id,
        9,
        None,
    )
