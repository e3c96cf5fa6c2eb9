"""Planting a guest: by a file, at the desk, in notes, files, consents, views and uploads."""

import csv
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.services.attachments import attach_file
from huitouke.connectors.files.uploads import store_upload
from huitouke.guests.choices import RegistrationKind
from huitouke.guests.models import Guest
from huitouke.guests.services.consent import Said, record_consent
from huitouke.guests.services.registration import keep_registration_fact
from huitouke.guests.services.views import keep_draft
from huitouke.identity.services import add_note, change_guest, remove_note
from huitouke.kernel.conditions.shapes import Conditions, Row
from huitouke.testing.erasure.markers import make_markers

LAW: dict[str, str] = {"passport": "EL90817263", "guardian": "zqlawboundguardian"}
"""What the law keeps: it must stay, sealed, until its day."""


def write_files(folder: Path, markers: Mapping[str, str], stranger: str) -> Path:
    """The file that brings the guest and a stranger, with its map beside it."""
    columns = ["external_id", *markers]
    path = folder / "guests.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerow([markers["mobile"], *markers.values()])
        writer.writerow(["S-2", *[stranger if name == "name" else "" for name in markers]])
    path.with_suffix(".map").write_text("".join(f"{name} = {name}\n" for name in columns), encoding="utf-8")
    return path


def plant_more(actor: Actor, markers: Mapping[str, str], seed: int) -> tuple[UUID, dict[str, str]]:
    """What happens to a guest after the import; the guest's id and the further markers by where they were planted."""
    guest: Guest = Guest.objects.get(name=markers["name"])
    other = make_markers(seed + 1)
    more = {
        f"typed {name}": other[name] for name in ("company", "position", "address", "mobile", "email", "need")
    }
    # Typed, then typed over: the first value is left in the history and in the save's own record.
    change_guest(
        actor=actor,
        guest_id=guest.id,
        fields={name: other[name] for name in ("company", "position", "address")},
        additions={"mobile": [other["mobile"]], "email": [other["email"]]},
        removals={},
    )
    change_guest(
        actor=actor,
        guest_id=guest.id,
        fields={"company": other["need"], "position": "", "address": ""},
        additions={},
        removals={"contact": [guest.contacts.get(value__contains=other["mobile"]).id]},
    )
    more["note"], more["removed note"] = other["note"], other["hobby"]
    add_note(actor=actor, guest_id=guest.id, text=other["note"])
    gone = add_note(actor=actor, guest_id=guest.id, text=other["hobby"])
    remove_note(actor=actor, guest_id=guest.id, note_id=gone.id)
    more["name of a file"], more["content of a file"] = other["family"], other["usage"]
    attach_file(
        actor=actor,
        owner_kind="guest",
        owner_id=guest.id,
        name=f"{other['family']}.txt",
        content=other["usage"].encode(),
    )
    more["evidence"], more["guardian"] = other["referred_by"], other["occupation"]
    record_consent(
        actor=actor,
        guest_id=guest.id,
        said=Said("marketing", "given", "sms", evidence=other["referred_by"], guardian=other["occupation"]),
    )
    record_consent(actor=actor, guest_id=guest.id, said=Said("marketing", "withdrawn", "sms"))
    if actor.id is not None:
        keep_draft(actor=actor, conditions=_view_of(markers["name"]))
    more["upload"] = other["alipay"]
    store_upload([f"姓名,备注\n{markers['name']},{other['alipay']}\n".encode()], "guests.csv")
    keep_registration_fact(actor=actor, guest_id=guest.id, kind=RegistrationKind.MINOR, content=LAW)
    return guest.id, more


def share_file(markers: Mapping[str, str], seed: int, stranger: str) -> None:
    """The stranger holds a file of equal content: it must outlive the erasure."""
    guest = Guest.objects.get(name=stranger)
    content = f"equal {seed}".encode()
    for owner in (guest.id, Guest.objects.get(name=markers["name"]).id):
        attach_file(actor=SYSTEM, owner_kind="guest", owner_id=owner, name="equal.txt", content=content)


def _view_of(name: str) -> Conditions:
    return Conditions(((Row("name", "contains", name),),))
