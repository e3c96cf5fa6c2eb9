"""What an import refuses, row by row or as a whole, and that nothing is lost or half-written."""

import psycopg
import pytest
from django.db import connection

from huitouke.access.errors import BranchNotFound, RightMissing
from huitouke.connectors.files import guests as importing
from huitouke.connectors.files import row_importer
from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.guests import import_guests
from huitouke.connectors.files.remarks import remark_text
from huitouke.guests.models import Guest
from huitouke.identity.models import Link
from huitouke.intake.choices import RecordState, RunState
from huitouke.intake.errors import SystemBusy
from huitouke.intake.models import ImportRun, RowReport, SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.services import Tally
from huitouke.kernel.errors import Invalid

HEAD = ["编号", "姓名", "手机", "出生日期", "备注"]
GOOD = ["1", "王小明", "13812345678", "1980-05-12", ""]
NOBODY = ["2", "", "", "", "看不出是谁"]
REPAIRED = ["3", "李静怡", "", "1980-02-30", ""]


def reports():
    return [(one.row_number, one.outcome, one.field, one.code) for one in RowReport.objects.order_by("id")]


def test_a_rejected_row_is_kept_in_quarantine_with_its_reason(take_in):
    assert take_in([HEAD, GOOD, NOBODY]) == Tally(rows=2, created=1, rejected=1)
    assert reports() == [(3, "rejected", "name", "nobody_recognisable")]
    record = SourceRecord.objects.get(external_id="2")
    assert record.state == RecordState.QUARANTINED
    assert read_content(record)["note"] == ["看不出是谁"]
    assert not Link.objects.filter(record_id=record.id).exists()
    assert Guest.objects.count() == 1


def test_a_repaired_row_comes_in_and_says_what_was_done(take_in):
    assert take_in([HEAD, GOOD, REPAIRED]) == Tally(rows=2, created=2, repaired=1)
    assert reports() == [(3, "repaired", "birth_date", "date_impossible")]
    guest = Guest.objects.get(name="李静怡")
    assert guest.birth_date is None
    record = SourceRecord.objects.get(id=guest.origin_record_id)
    assert read_content(record)["birth_date"] == ["1980-02-30"]


def test_every_remark_has_its_sentence(take_in):
    take_in([HEAD, NOBODY, REPAIRED])
    for report in RowReport.objects.all():
        text = remark_text(report.field, report.code, report.data)
        assert text != report.code
        assert "{" not in text


def test_a_quarantined_row_again_is_unchanged_and_mended_founds_a_guest(take_in):
    take_in([HEAD, NOBODY])
    assert take_in([HEAD, NOBODY]) == Tally(rows=1, unchanged=1)
    assert take_in([HEAD, ["2", "赵强", "", "", ""]]).rejected == 0
    guest = Guest.objects.get()
    assert guest.name == "赵强"
    assert SourceRecord.objects.get(id=guest.origin_record_id).version == 2


def test_a_known_row_that_became_nonsense_leaves_its_guest_alone(take_in):
    take_in([HEAD, GOOD])
    before = Guest.objects.get()
    assert take_in([HEAD, ["1", "", "", "", "?!"]]) == Tally(rows=1, rejected=1)
    assert (Guest.objects.get().name, Guest.objects.get().updated_at) == (before.name, before.updated_at)
    assert take_in([HEAD, GOOD]).rejected == 0
    assert Guest.objects.count() == 1


def test_a_known_row_whose_cell_is_too_long_leaves_its_guest_alone(take_in, monkeypatch):
    take_in([HEAD, GOOD])
    monkeypatch.setattr("huitouke.connectors.files.delimited.CELL_LIMIT", 50)
    assert take_in([HEAD, ["1", "王小明", "", "", "x" * 100]]) == Tally(rows=1, rejected=1)
    assert Guest.objects.get().contacts.exists()
    assert SourceRecord.objects.filter(state=RecordState.QUARANTINED).count() == 1


def test_no_row_is_lost_and_the_figures_add_up(take_in):
    given = [HEAD, GOOD, NOBODY, REPAIRED, GOOD, ["", "赵强", "", "", ""]]
    tally = take_in(given)
    assert tally.rows == 5 == tally.created + tally.updated + tally.unchanged + tally.rejected
    assert SourceRecord.objects.count() == 5


def test_the_run_stands_with_its_figures(take_in, bruno, group):
    take_in([HEAD, GOOD, NOBODY, REPAIRED])
    run = ImportRun.objects.get()
    assert (run.state, run.system, run.file_name, run.branch_id, run.actor_id) == (
        RunState.DONE,
        "opera",
        "guests.csv",
        group.main.id,
        bruno.user.id,
    )
    assert (run.rows, run.created, run.rejected, run.repaired) == (3, 2, 1, 1)
    assert run.finished_at is not None


def test_a_report_holds_no_personal_value(take_in):
    take_in([HEAD, ["9", "王\x00琥珀", "1385555", "1980-02-30", ""], ["8", "琥" * 300, "", "", ""]])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r::text FROM intake_rowreport r UNION ALL SELECT a::text FROM access_auditentry a"
            " UNION ALL SELECT o::text FROM kernel_outboxevent o"
        )
        told = "\n".join(text for (text,) in cursor.fetchall())
    for marker in ("琥", "1385555", "1980-02-30"):
        assert marker not in told


def test_a_dry_run_tells_what_would_be_and_writes_nothing(take_in, refuses_to_write):
    take_in([HEAD, GOOD])
    changed = ["1", "王晓明", "", "", ""]
    ruined = ["1", "", "", "", ""]
    with refuses_to_write():
        assert take_in([HEAD, GOOD], dry_run=True) == Tally(rows=1, unchanged=1)
        assert take_in([HEAD, GOOD, NOBODY, REPAIRED], dry_run=True) == Tally(
            rows=3, unchanged=1, created=1, rejected=1, repaired=1
        )
        assert take_in([HEAD, changed], dry_run=True) == Tally(rows=1, updated=1)
        assert take_in([HEAD, ruined], dry_run=True) == Tally(rows=1, rejected=1)


@pytest.mark.parametrize("again", [False, True])
def test_a_dry_run_foresees_the_real_one(take_in, again):
    given = [HEAD, GOOD, NOBODY, REPAIRED, ["1", "王晓明", "", "", ""], ["2", "", "", "", "x"]]
    if again:
        take_in([HEAD, ["3", "李静", "", "", ""]])
    assert take_in(given, dry_run=True) == take_in(given)


@pytest.mark.parametrize("who", ["alma", "mei", "chiara", "irene", "dario"])
def test_who_may_not_import_reads_no_file(request, take_in, refuses_to_write, who):
    actor = request.getfixturevalue(who).actor
    with refuses_to_write(), pytest.raises(RightMissing):
        take_in([HEAD, GOOD], actor=actor)


def test_who_imports_for_one_branch_imports_for_no_other(take_in, group, refuses_to_write):
    from huitouke.testing.personas import hire

    bay = hire("boris", "manager", group.bay)
    with refuses_to_write(), pytest.raises(RightMissing):
        take_in([HEAD, GOOD], actor=bay.actor, branch="MAIN")
    assert take_in([HEAD, GOOD], actor=bay.actor, branch="BAY").created == 1
    assert Guest.objects.get().legal_entity_id == group.bay.legal_entity_id


def test_a_branch_that_is_not_there_is_refused(take_in, refuses_to_write):
    with refuses_to_write(), pytest.raises(BranchNotFound):
        take_in([HEAD, GOOD], branch="NOWHERE")


def test_the_desks_own_system_cannot_be_named(take_in, refuses_to_write):
    with refuses_to_write(), pytest.raises(Invalid) as refused:
        take_in([HEAD, GOOD], system="desk")
    assert refused.value.code == "system_reserved"


def test_a_file_that_cannot_be_read_leaves_nothing(take_in, write, tmp_path, bruno, refuses_to_write):
    with refuses_to_write():
        for content in ("", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "王小明,13812345678\n"):
            with pytest.raises(UnreadableFile):
                take_in(write(content))
        with pytest.raises(UnreadableFile):
            import_guests(tmp_path / "missing.csv", actor=bruno.actor)


def test_a_file_that_breaks_off_fails_its_run_and_keeps_what_came_before(take_in, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK_ROWS", 2)
    real = row_importer.open_records

    def broken(*args, **options):
        records = real(*args, **options)

        class Broken:
            row_count, row_estimate, mapping = records.row_count, records.row_estimate, records.mapping
            kind, columns, originals = records.kind, records.columns, records.originals

            def under(self, _mapping):
                return self

            def __iter__(self):
                for number, record in enumerate(records):
                    if number == 5:
                        raise UnreadableFile("damaged_parquet", row=5)
                    yield record

        return Broken()

    monkeypatch.setattr(row_importer, "open_records", broken)
    rows = [HEAD, *[[str(number), f"guest {number}", "", "", ""] for number in range(9)]]
    with pytest.raises(UnreadableFile):
        take_in(rows)
    run = ImportRun.objects.get()
    assert (run.state, run.error_code, run.error_data) == (RunState.FAILED, "damaged_parquet", {"row": 5})
    assert run.created == Guest.objects.count()
    kept = Guest.objects.count()
    monkeypatch.setattr(row_importer, "open_records", real)
    assert take_in(rows) == Tally(rows=9, created=9 - kept, unchanged=kept)


def test_a_second_import_of_the_same_system_is_refused_meanwhile(take_in, refuses_to_write):
    parameters = connection.get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parameters
    }
    with psycopg.connect(**wanted) as other:
        other.execute("SELECT pg_advisory_lock(%s, hashtext('opera'))", [0x48544B02])
        with refuses_to_write(), pytest.raises(SystemBusy) as refused:
            take_in([HEAD, GOOD])
        assert refused.value.status == 409
        assert take_in([HEAD, GOOD], system="mews").created == 1
    assert take_in([HEAD, GOOD]).created == 1


def test_the_lock_falls_with_a_refused_file(take_in, write):
    with pytest.raises(UnreadableFile):
        take_in(write(""))
    assert take_in([HEAD, GOOD]).created == 1


def test_a_chunk_that_fails_leaves_none_of_its_rows(take_in, monkeypatch):
    class Broken(Exception):
        pass

    def fail(*_args, **_options):
        raise Broken

    monkeypatch.setattr(row_importer, "write_reports", fail)
    with pytest.raises(Broken):
        take_in([HEAD, GOOD, NOBODY])
    assert not SourceRecord.objects.exists()
    assert not Guest.objects.exists()
    assert not Link.objects.exists()


def test_what_was_seen_in_a_file_does_not_outlive_it(settings, tmp_path):
    """The worker looks into a file while it is taken away, perhaps since somebody in it was erased."""
    from huitouke.connectors.files.uploads import folder, remove_upload, store_upload, write_look

    settings.HOME = tmp_path
    stored = store_upload([b"name\nx\n"], "a.csv")
    remove_upload(stored.stored_as)
    write_look(stored.stored_as, {"first": ["x"]})
    assert list(folder().iterdir()) == []
