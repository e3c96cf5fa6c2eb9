"""A guest with markers in every field and place is erased, and nothing of them is found again: not in a table, a sealed
payload, a file, a fresh backup; nor after the same file is imported again, or an older backup restored."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huitouke.testing.erasure.markers import make_markers, needles_of
from huitouke.testing.proofs.installation import Installation, installation, last_json

Progress = Callable[[str, int, int | None], None]
STRANGER = "麴义"
STEPS = 7


def prove_erase(*, progress: Progress | None = None, seed: int = 18, guests: int = 2_000) -> dict[str, Any]:
    """Among `guests` others. `tried` counts needles looked for at each look and the further questions asked, `failed`
    what was found where it must not be, or not found where it must."""
    told: list[str] = []
    failures: list[str] = []
    tried = 0

    def step(name: str) -> None:
        told.append(name)
        if progress is not None:
            progress("erase", len(told), STEPS)

    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder, installation() as one:
        place = Path(folder)
        markers = make_markers(seed)
        planted = _call(one, "plant", place=str(place), seed=seed, guests=guests)
        needles = needles_of(markers) | planted["more"]
        before = _call(one, "look", needles=needles)
        unplanted = sorted(set(needles) - {what for what, _where in before["found"]})
        tried += len(needles)
        failures += [f"not planted, so not proven: {what}" for what in unplanted]
        step("planted")
        older = _back_up(one, place / "older")
        step("backed up")
        done = _call(one, "erase", name=markers["name"], guest=planted["guest"])
        failures += done["failures"]
        tried += done["tried"]
        after = _call(one, "look", needles=needles)
        tried += len(needles)
        failures += [f"{what} in {where}" for what, where in after["found"]]
        step("erased")
        again = last_json(one.run(*_import_words(place)).stdout)
        tried += 2
        if (again["created"], again["rejected"]) != (0, 1):
            failures.append(f"the same file brought {again['created']} back and refused {again['rejected']}")
        failures += [f"{what} in {where} after the import" for what, where in _looked(one, needles)]
        tried += len(needles)
        step("imported again")
        fresh = _back_up(one, place / "fresh")
        tried += _look_into(one, fresh, needles, place / "keys", failures)
        step("fresh backup")
        one.run("restore", str(older), "--replace", "--yes", "--json")
        failures += [f"{what} in {where} after the restore" for what, where in _looked(one, needles)]
        tried += len(needles)
        step("older backup")
        last = _call(one, "verify", guest=planted["guest"])
        tried += last["tried"]
        failures += last["failures"]
        step("verified")
    places = sorted({where.split(".")[0] for _what, where in before["found"]})
    return {
        "tried": tried,
        "failed": len(failures),
        "failures": failures[:40],
        "markers": len(needles),
        "places_planted": len(places),
        "report": done["report"],
    }


def _import_words(place: Path) -> tuple[str, ...]:
    return (
        "import", str(place / "guests.csv"), "--as", "guests", "--system", "pms", "--map", str(place / "guests.map"),
        "--json",
    )  # fmt: skip


def _back_up(one: Installation, folder: Path) -> Path:
    receipt = last_json(one.run("backup", "--to", str(folder), "--json").stdout)
    return folder / str(receipt["name"])


def _looked(one: Installation, needles: dict[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = _call(one, "look", needles=needles)["found"]
    return found


def _look_into(
    one: Installation, file: Path, needles: dict[str, str], keys: Path, failures: list[str]
) -> int:
    """Restore a backup elsewhere, without the journal of this installation, and look there."""
    one.run("backup", "--keys", "--to", str(keys))
    home = file.parent.parent / "elsewhere"
    elsewhere = Installation(home)
    alone = file.parent.parent / "alone" / file.name
    alone.parent.mkdir()
    shutil.copy2(file, alone)
    try:
        elsewhere.run("restore", str(alone), "--keys", str(keys), "--json")
        with elsewhere.cluster.running():
            failures += [
                f"{what} in {where} of a fresh backup" for what, where in _looked(elsewhere, needles)
            ]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return len(needles)


def _call(one: Installation, step: str, /, **told: Any) -> dict[str, Any]:
    """A function of this module in a process of the installation's own, as its tables' owner; its answer."""
    words = f"from huitouke.testing.proofs.erase import answer; answer({step!r})"
    environment, one.environment = (
        one.environment,
        {
            **one.environment,
            "HUITOUKE_DATABASE_ROLE": "owner",
            "ERASE_PROOF": json.dumps(told, ensure_ascii=False),
        },
    )
    try:
        return dict(last_json(one.run("django", "shell", "--verbosity=0", "-c", words).stdout))
    finally:
        one.environment = environment


def answer(name: str) -> None:
    """Do one step inside the installation and print its answer as a line of JSON."""
    told = json.loads(os.environ["ERASE_PROOF"])
    steps: dict[str, Callable[..., dict[str, Any]]] = {
        "plant": _plant,
        "look": _look,
        "erase": _erase,
        "verify": _verify,
    }
    print(json.dumps(steps[name](**told), ensure_ascii=False))  # noqa: T201 - its answer


def _plant(place: str, seed: int, guests: int) -> dict[str, Any]:
    from huitouke.access.actors import SYSTEM
    from huitouke.access.queries import get_branch
    from huitouke.connectors.files.guests import import_guests
    from huitouke.demo.records import generate
    from huitouke.kernel import clock
    from huitouke.kernel.tasks import forget_statistics
    from huitouke.testing.erasure.planting import plant_more, share_file, write_files
    from huitouke.testing.files import write_guest_csv
    from huitouke.testing.personas import hire

    markers = make_markers(seed)
    crowd = Path(place) / "crowd.csv"
    mapping = write_guest_csv(crowd, generate(guests, seed, ["MAIN"], clock.now().date()))
    import_guests(crowd, actor=SYSTEM, system="crowd", map_file=mapping)
    path = write_files(Path(place), markers, STRANGER)
    import_guests(
        path,
        actor=SYSTEM,
        system="pms",
        map_file=path.with_suffix(".map"),
        file_name=f"{markers['name']}.csv",
    )
    manager = hire("proof-manager", "manager", get_branch("MAIN"))
    guest_id, more = plant_more(manager.actor, markers, seed)
    share_file(markers, seed, STRANGER)
    # As the planner would sample them some day: its samples hold values too.
    forget_statistics()
    return {"guest": str(guest_id), "more": more}


def _look(needles: dict[str, str]) -> dict[str, Any]:
    from huitouke.testing.erasure.scanning import scan

    return {"found": scan(needles)}


def _erase(name: str, guest: str) -> dict[str, Any]:
    from uuid import UUID

    from huitouke.access.models import User
    from huitouke.access.queries import get_actor
    from huitouke.guests.models import RegistrationFact
    from huitouke.identity.services.erasure import erase_guest
    from huitouke.kernel import attachments
    from huitouke.kernel.models import Attachment
    from huitouke.kernel.tasks import forget_statistics
    from huitouke.testing.erasure.planting import LAW

    actor = get_actor(User.objects.get(username="proof-manager"))
    erasure = erase_guest(actor=actor, guest_id=UUID(guest), typed=name, reason="asked")
    forget_statistics()
    failures = []
    facts = list(RegistrationFact.objects.filter(guest_id=guest))
    if [fact.open() for fact in facts] != [LAW] or not all(fact.keep_until for fact in facts):
        failures.append("what the law keeps is not there with its end")
    equal = Attachment.objects.filter(name="equal.txt").first()
    if equal is None or not attachments.content_of(equal.file).startswith(b"equal"):
        failures.append("the equal file of another guest is gone")
    report = {line["code"]: line["count"] for line in erasure.report}
    return {"failures": failures, "tried": 2, "report": report}


def _verify(guest: str) -> dict[str, Any]:
    from huitouke.guests.models import ConsentEntry, Guest, RegistrationFact
    from huitouke.guests.services.consent_chain import verify_consents
    from huitouke.identity.models import Erasure

    failures = []
    verdict = verify_consents()
    if verdict.broken is not None:
        failures.append(f"the chain of consents: {verdict.broken.how}")
    if not ConsentEntry.objects.filter(subject_id=guest, is_closing=True).exists():
        failures.append("the chain of the erased guest is not closed")
    if Guest.objects.filter(id=guest).exists():
        failures.append("the restore of an older backup brought the guest back")
    if not Erasure.objects.filter(subject_id=guest, is_replayed=True).exists():
        failures.append("the restore did not erase the guest again")
    if not RegistrationFact.objects.filter(guest_id=guest).exists():
        failures.append("what the law keeps is gone after the restore")
    return {"failures": failures, "tried": 5}
