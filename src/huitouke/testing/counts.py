"""Proofs by counting: that a refusal wrote nothing, and how many queries a screen costs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

WRITTEN_TABLES = (
    "guests_guest",
    "guests_relation",
    "guests_relationend",
    "guests_contactpoint",
    "guests_document",
    "guests_vehicle",
    "guests_preference",
    "guests_guesttag",
    "guests_tag",
    "guests_note",
    "guests_consentcontent",
    "guests_consententry",
    "guests_consentroot",
    "guests_consentstate",
    "guests_purpose",
    "guests_registrationfact",
    "guests_wording",
    "guests_retentionrule",
    "identity_erasure",
    "identity_erasurestamp",
    "guests_company",
    "guests_companycontact",
    "guests_companyreach",
    "guests_companylink",
    "guests_companyimage",
    "guests_companyguest",
    "guests_cooperation",
    "guests_criterionweight",
    "guests_scorecard",
    "guests_scoreline",
    "stays_reservation",
    "stays_reservationperson",
    "stays_roomnight",
    "stays_folio",
    "stays_folioline",
    "identity_link",
    "identity_guestimage",
    "stays_preparation",
    "stays_reservation",
    "intake_sourcerecord",
    "intake_importrun",
    "intake_rowreport",
    "intake_savedmapping",
    "intake_exportorder",
    "kernel_attachment",
    "kernel_fieldchange",
    "kernel_outboxevent",
    "access_auditentry",
    "access_user",
    "access_apitoken",
    "access_assignment",
    "access_managerstep",
    "access_switchedoff",
)
"""Every table that an act of staff may leave a trace in."""


def row_counts() -> dict[str, int]:
    """The number of rows of each of `WRITTEN_TABLES`. One statement: it stands before and after each refusal."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in WRITTEN_TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")  # names of this module only
        return dict(zip(WRITTEN_TABLES, cursor.fetchone(), strict=True))


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fail where the block left a row in any of `WRITTEN_TABLES`, or took one away."""
    before = row_counts()
    yield
    after = row_counts()
    changed = {
        table: (before[table], after[table]) for table in WRITTEN_TABLES if before[table] != after[table]
    }
    assert not changed, f"rows before and after: {changed}"


@contextmanager
def at_most_queries(most: int) -> Iterator[None]:
    """Fail where the block sends more than `most` queries, and show them."""
    with CaptureQueriesContext(connection) as captured:
        yield
    sent = [query["sql"] for query in captured.captured_queries]
    assert len(sent) <= most, f"{len(sent)} queries, at most {most} allowed:\n" + "\n".join(sent)
