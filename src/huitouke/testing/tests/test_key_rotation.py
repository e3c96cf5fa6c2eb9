"""After the keys are rotated the old key can go: everything that was sealed opens with the new one alone."""

import base64
import os

import pytest
from allauth.mfa.models import Authenticator
from click import ClickException
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField
from django.test import Client

from huitouke.access.actors import SYSTEM
from huitouke.access.models import AuditEntry
from huitouke.access.services.attachments import attach_file, read_attachment
from huitouke.cli.doctor_checks import Level
from huitouke.cli.doctor_checks.database import _older_keys
from huitouke.cli.rotate_keys import _add_key, _drop_old, _is_settled, _rotate
from huitouke.cli.wiring import environment_module
from huitouke.connectors.webhooks.models import Subscription
from huitouke.guests.models import Company, CompanyImage, ConsentContent, RegistrationFact
from huitouke.identity.models import GuestImage
from huitouke.identity.services import change_guest
from huitouke.identity.services.images import (
    COMPANIES,
    digest_of_state,
    opened,
    remember_after,
    remember_before,
)
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.snapshots import guest_tables
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin, keep_unread_file, set_mended
from huitouke.intake.models import ImportRun, Message, SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel import rotation
from huitouke.kernel.crypto import CannotOpen, generate_key, sealer
from huitouke.kernel.models import FieldChange
from huitouke.kernel.rotation import count_older, rotate
from huitouke.kernel.sealed import sealed_columns
from huitouke.kernel.snapshots import take_snapshots
from huitouke.testing.erasure.markers import make_markers
from huitouke.testing.erasure.planting import plant_more
from huitouke.testing.permissions.subjects import make_subjects, make_things
from huitouke.web.base.second_factor import StaffMFAAdapter

OLD, NEW = b"o" * 32, b"n" * 32
PASSPORT = "E77123456"


@pytest.fixture
def keys(settings, tmp_path):
    """`keys(NEW, OLD)`: from now on these field keys, the first seals."""
    settings.HOME = tmp_path

    def take(*given):
        settings.FIELD_KEYS = given
        sealer.cache_clear()

    take(OLD)
    yield take
    sealer.cache_clear()


@pytest.fixture
def planted(keys, group, adam, signed_in, bearer, guest_of):
    """A hotel group in use, all of it sealed with the old key."""
    make_subjects(group, make_things(group))
    markers = make_markers(7)
    guest_of(group.main, name=markers["name"], mobile="13877009999")
    guest_id, _more = plant_more(adam.actor, markers, 7)
    guest = guest_of(group.main, name="沈护照", passport=PASSPORT)
    change_guest(
        actor=SYSTEM,
        guest_id=guest.id,
        fields={},
        additions={},
        removals={"document": [guest.documents.get().id]},
    )
    guest_of(group.main, name="沈改号", passport="E99123456").documents.update(number="E99123457")
    one, other = guest_of(group.main, name="沈并甲"), guest_of(group.main, name="沈并乙")
    merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[other.id])
    told = Message.objects.get()
    set_mended(SYSTEM, told, b"<y/>", "read wrongly")
    origin = Origin(told.branch, told.system, told.kind, MessageWay.FOLDER, told.connection)
    keep_unread_file(origin, "a.xml", "", "file_forbidden")
    signed_in(adam).get("/")
    Authenticator.objects.create(
        user=adam.user,
        type=Authenticator.Type.TOTP,
        data={"secret": StaffMFAAdapter().encrypt("JBSWY3DPEHPK3PXP")},
    )
    body = {"branch": "MAIN", "name": "匙生", "mobile": ["13877003333"]}
    create(bearer(adam), body)
    return guest_id


def create(headers, body):
    headers = {**headers, "Idempotency-Key": "once"}
    return Client().post("/api/v1/guests", body, "application/json", headers=headers)


def keep_image(run, guest):
    """Images of a guest and of a company, as an import keeps them that changes both."""
    remember_after(run.id, remember_before(run.id, [guest.id]), {guest.id: guest.updated_at})
    company = Company.objects.order_by("id")[0]
    before = remember_before(run.id, [company.id], COMPANIES)
    remember_after(run.id, before, {company.id: company.updated_at}, COMPANIES)


def stored_columns():
    """Every column of the database with its values as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND c.data_type IN ('text', 'character varying', 'bytea', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            yield table, column, [value for (value,) in cursor.fetchall()]


def holding(key_ids):
    """(table, column) of all values that begin as one does that these keys sealed: as bytes, or base64."""
    heads = [b"1" + key_id for key_id in key_ids]
    hexes = [f"x{head.hex()}" for head in heads]
    # Of five bytes the first six signs of base64 are told, but for the last two bits.
    texts = [base64.b64encode(head + b"\x00").decode()[:6] for head in heads]
    return {
        (table, column)
        for table, column, values in stored_columns()
        for value in values
        if any(each in value for each in hexes) or any(each in value for each in texts)
    }


def key_ids():
    compartments = {column.compartment for column in sealed_columns() if column.compartment}
    return [sealer().first_key_id, *(sealer().compartment(name).first_key_id for name in compartments)]


def registered():
    return {(apps.get_model(column.model)._meta.db_table, column.column) for column in sealed_columns()}


def test_every_column_that_holds_sealed_values_is_known_to_the_rotation(planted, group, guest_of):
    run = ImportRun.objects.create(system="pms", branch=group.main)
    guest = guest_of(group.main, name="钥图", passport="E66123456")
    keep_image(run, guest)
    assert holding(key_ids()) == registered()


def test_binary_columns_are_digests_of_a_said_length_or_sealed():
    sealed = registered()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, BinaryField) and model.__module__.startswith("huitouke"):
                place = (model._meta.db_table, field.column)
                assert (field.max_length is None) == (place in sealed), place


def test_after_the_rotation_the_old_key_can_go(keys, planted, group, adam, bearer, guest_of):
    run = ImportRun.objects.create(system="pms", branch=group.main)
    traveller = guest_of(group.main, name="钥图", passport="E66123456")
    keep_image(run, traveller)
    letter = attach_file(
        actor=adam.actor, owner_kind="guest", owner_id=traveller.id, name="a.txt", content="信件".encode()
    )
    changes = FieldChange.objects.count()
    old_ids = key_ids()

    keys(NEW, OLD)
    assert count_older() > 0
    found = rotate()
    assert count_older() == 0
    assert all(each.unreadable == 0 for each in found.values())
    assert {place for place, each in found.items() if each.done} == {
        *(str(column) for column in sealed_columns()),
        "files",
    }
    assert holding(old_ids) == set()
    assert FieldChange.objects.count() == changes
    again = rotate()
    assert sum(each.done for each in again.values()) == 0

    keys(NEW)
    assert all(read_content(record) for record in SourceRecord.objects.exclude(payload=None))
    assert traveller.documents.get().number == "E66123456"
    # The history's copy of a number that was taken off.
    [gone] = FieldChange.objects.filter(table_name="guests_document", field="number", new__isnull=True)
    assert sealer().open(bytes.fromhex(gone.old.removeprefix("\\x"))).decode() == PASSPORT
    assert all(fact.open() for fact in RegistrationFact.objects.all())
    assert ConsentContent.objects.exclude(evidence=None).exists()
    for hook in Subscription.objects.all():
        assert sealer().open(bytes(hook.secret), hook.id.bytes).startswith(b"whs_")
    assert StaffMFAAdapter().decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert read_attachment(actor=adam.actor, attachment_id=letter.id)[1] == "信件".encode()
    image = GuestImage.objects.get(guest=traveller)
    state = opened([image])[traveller.id]
    assert sealer().first_key_id.hex() in state
    firm = CompanyImage.objects.get()
    assert "guests_company" in opened([firm], COMPANIES)[firm.company_id]
    # Sealing the guest's papers anew is no edit: taking the import back still finds the guest as it left them.
    now = take_snapshots(guest_tables(), [traveller.id])[traveller.id]
    assert bytes(image.after) == digest_of_state(now)
    body = {"branch": "MAIN", "name": "匙生", "mobile": ["13877003333"]}
    replayed = create(bearer(adam), body)
    assert replayed["Idempotency-Replayed"] == "true"


def test_who_is_signed_in_stays_signed_in(keys, adam, signed_in):
    client = signed_in(adam)
    assert client.get("/settings/").status_code == 200
    keys(NEW, OLD)
    rotate()
    keys(NEW)
    assert client.get("/settings/").status_code == 200
    assert Client().get("/settings/").status_code == 302


def test_it_goes_on_where_it_was_stopped(keys, group, guest_of, monkeypatch):
    for number in range(5):
        guest_of(group.main, name=f"客{number}", passport=f"E1000000{number}")
    keys(NEW, OLD)
    monkeypatch.setattr(rotation, "CHUNK", 2)
    write, calls = rotation._write, []

    def stop(column, fresh):
        calls.append(len(fresh))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return write(column, fresh)

    monkeypatch.setattr(rotation, "_write", stop)
    before = count_older()
    with pytest.raises(KeyboardInterrupt):
        rotate()
    left = count_older()
    assert 0 < left < before
    monkeypatch.setattr(rotation, "_write", write)
    assert sum(each.done for each in rotate().values()) == left
    assert count_older() == 0


def test_what_somebody_writes_meanwhile_stays(keys, group, guest_of, monkeypatch):
    guest = guest_of(group.main, name="客", passport="E10000001")
    keys(NEW, OLD)
    write = rotation._write

    def written_first(column, fresh):
        if str(column) == "guests.Document.number":
            guest.documents.update(number="E20000002")
        return write(column, fresh)

    monkeypatch.setattr(rotation, "_write", written_first)
    rotate()
    assert guest.documents.get().number == "E20000002"


def test_what_no_key_opens_is_counted_and_left(keys, group, guest_of):
    guest = guest_of(group.main, name="客", passport="E10000001")
    keys(NEW)
    found = rotate()
    assert found["guests.Document.number"].unreadable == 1
    assert found["intake.SourceRecord.payload"].unreadable >= 1
    with pytest.raises(CannotOpen):
        guest.documents.get()
    keys(NEW, OLD)
    assert guest.documents.get().number == "E10000001"


def test_a_text_that_only_looks_sealed_is_left_as_it_is(keys, group, guest_of, adam):
    looks = "\\x31" + os.urandom(40).hex()
    guest = guest_of(group.main, name="客", company=looks)
    change_guest(actor=adam.actor, guest_id=guest.id, fields={"company": "别"}, additions={}, removals={})
    keys(NEW, OLD)
    rotate()
    [change] = FieldChange.objects.filter(subject_id=guest.id, field="company")
    assert change.old == looks


def test_the_doctor_counts_what_an_older_key_holds(keys, group, guest_of):
    guest_of(group.main, name="客", passport="E10000001")
    assert list(_older_keys()) == []
    keys(NEW, OLD)
    [finding] = _older_keys()
    assert (finding.level, finding.found.split()[0]) == (Level.WARN, str(count_older()))
    rotate()
    [finding] = _older_keys()
    assert finding.level is Level.OK


def test_the_command_says_what_it_did_and_keeps_a_line_of_it(keys, group, guest_of, capsys):
    guest_of(group.main, name="客", passport="E10000001")
    keys(NEW, OLD)
    assert _rotate() == 0
    told = capsys.readouterr().out
    assert "guests.Document.number: 1 sealed anew" in told
    assert told.endswith("Everything stands under the newest key.\n")
    assert AuditEntry.objects.filter(code="kernel.keys.rotated").count() == 1
    assert _rotate() == 0
    assert AuditEntry.objects.filter(code="kernel.keys.rotated").count() == 1
    keys(b"z" * 32)
    assert _rotate() > 0


def test_an_old_key_is_kept_while_somebody_seals_with_it(keys, group, guest_of):
    guest_of(group.main, name="客", passport="E10000001")
    keys(NEW, OLD)
    assert _rotate() == 0
    assert _is_settled()
    keys(OLD, NEW)
    guest_of(group.main, name="慢", passport="E10000002")
    keys(NEW, OLD)
    assert not _is_settled()


def test_a_new_key_stands_first_in_the_file_and_the_old_ones_go_at_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(environment_module(), "is_given", lambda _name: False)
    path = tmp_path / "keys" / "field_keys"
    path.parent.mkdir()
    first = generate_key()
    path.write_text(first + "\n")
    _add_key(tmp_path)
    new, old = path.read_text().split()
    assert (old, new != old, len(base64.urlsafe_b64decode(new))) == (first, True, 32)
    assert path.stat().st_mode & 0o777 == 0o600
    _drop_old(tmp_path)
    assert path.read_text().split() == [new]
    retired = path.with_name("retired_field_keys")
    assert retired.read_text().split() == [first]
    assert retired.stat().st_mode & 0o777 == 0o600
    _add_key(tmp_path)
    _drop_old(tmp_path)
    assert retired.read_text().split() == [first, new]


def test_keys_that_the_environment_gives_are_changed_there(tmp_path, monkeypatch):
    monkeypatch.setattr(environment_module(), "is_given", lambda _name: True)
    with pytest.raises(ClickException, match="HUITOUKE_FIELD_KEYS"):
        _add_key(tmp_path)
