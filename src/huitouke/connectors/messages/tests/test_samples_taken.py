"""Every sample goes the whole way: in any order, and again, it ends in the same reservations and guests."""

from collections import Counter

from django.db import transaction

from huitouke.connectors.messages.importing import import_messages
from huitouke.connectors.messages.reading import SENT
from huitouke.connectors.messages.tests.samples import every_sample
from huitouke.guests.models import Guest
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.intake.models import SourceRecord
from huitouke.intake.queries import read_content
from huitouke.stays.models import FolioLine, Reservation, ReservationPerson
from huitouke.stays.services.rebuilding import compare_with_records


def take_in(actor, samples):
    states = Counter()
    for kind, path in samples:
        done = import_messages([path], actor=actor, kind=kind)
        states.update({str(state): number for state, number in done.taken.states.items()})
    return states


def state():
    """What the messages made, but for ids and instants."""
    persons = ReservationPerson.objects.order_by("reservation", "role", "position")
    return {
        "reservations": list(
            Reservation.objects.order_by("system", "external_id").values_list(
                "system", "external_id", "number", "status", "arrival", "departure", "adults", "room_minor",
                "currency", "requests", "remarks", "their_codes", "facts", "guest__name",
            )
        ),
        "persons": list(persons.values_list("role", "external_id", "name", "guest__name")),
        "guests": sorted(Guest.objects.values_list("name", "latin_name", "nationality", "company", "address")),
        "lines": FolioLine.objects.count(),
    }  # fmt: skip


def test_every_sample_ends_in_the_same_rows_in_any_order_and_again(group, adam):
    samples = every_sample()
    with transaction.atomic():
        take_in(adam.actor, reversed(samples))
        backwards = state()
        transaction.set_rollback(True)
    states = take_in(adam.actor, samples)
    assert states["quarantined"] == 20
    assert states["ignored"] == 20
    assert states["applied"] + states["unchanged"] == 36
    found = state()
    assert found == backwards
    records = SourceRecord.objects.count()
    again = take_in(adam.actor, samples)
    assert again["applied"] == 0
    assert (state(), SourceRecord.objects.count()) == (found, records)
    assert not compare_guests().fields
    rebuilt = compare_with_records()
    assert (rebuilt.different, rebuilt.equal) == (0, Reservation.objects.count())
    kept = [content for record in SourceRecord.objects.all() if SENT in (content := read_content(record))]
    sent = " ".join(content[SENT][0] for content in kept)
    assert "envelopeGreeting" in sent, "what no field of ours holds is kept in the record of its person"
    assert "corporateIdType" in sent
    guest = Reservation.objects.get(external_id="0f515589-99b4-423d-b83a-b237009f0509").guest
    assert guest.name == "John Smith Williams", "named by an id alone, and told of by another message"
