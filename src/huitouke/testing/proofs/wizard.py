"""The wizard as a manager walks it, in a process of its own: `python -m huitouke.testing.proofs.wizard ACT …`.

| act | what |
|---|---|
| `import FILE` | lay the file aside, say what its columns mean, start; prints the run's id |
| `edit N` | write a note about N guests whom the last import founded; prints their ids |
| `back RUN` | press the button that takes an import back |

The pages are asked through Django's own client; what the pages leave to the worker is the worker's.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any, Final

PERSON: Final = "proof-manager"
SYSTEM_NAME: Final = "proof"
WAIT_SECONDS: Final = 300


def main(act: str, *words: str) -> None:
    import django

    django.setup()
    print(json.dumps({"import": _import, "edit": _edit, "back": _back}[act](*words)))  # noqa: T201 - its answer


def _client() -> Any:
    from django.test import Client

    from huitouke.access.actors import SYSTEM
    from huitouke.access.models import User
    from huitouke.access.services import create_user

    user = User.objects.filter(username=PERSON).first()
    if user is None:
        user = create_user(
            actor=SYSTEM,
            username=PERSON,
            password="",
            role="manager",
            branch_code=None,
            display_name=PERSON,
            check_password_strength=False,
        )
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _post(client: Any, address: str, sent: dict[str, Any]) -> str:
    """Send a form; where the page leads. Raises where it leads nowhere."""
    answer = client.post(address, sent, secure=True)
    if answer.status_code != 302:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return str(answer["Location"])


def _import(name: str) -> dict[str, Any]:
    from huitouke.connectors.files.uploads import read_look
    from huitouke.intake.models import ImportRun

    client = _client()
    with Path(name).open("rb") as file:
        address = _post(client, "/imports/upload/", {"file": file})
    run = ImportRun.objects.get(id=address.split("/")[2])
    run = _when_ready(run)
    columns = read_look(run.stored_as)["columns"]
    meant = {f"target_{place}": column for place, column in enumerate(columns)}
    _post(client, f"{address}columns/", {"system": SYSTEM_NAME, "branch": "MAIN", **meant})
    _when_ready(run)
    _post(client, f"{address}check/", {"act": "start"})
    return {"run": str(run.id)}


def _when_ready(run: Any) -> Any:
    """Wait until the worker has looked into the file of a draft."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        run.refresh_from_db()
        if run.state == "draft":
            return run
        if run.state == "failed":
            raise RuntimeError(f"the file was refused: {run.error_code}")
        time.sleep(0.2)
    raise TimeoutError("the worker did not look into the file")


def _edit(count: str) -> dict[str, Any]:
    from huitouke.access.actors import SYSTEM
    from huitouke.guests.models import Guest
    from huitouke.identity.services import add_note

    ids = list(Guest.objects.order_by("-id").values_list("id", flat=True)[: int(count)])
    for guest_id in ids:
        add_note(actor=SYSTEM, guest_id=guest_id, text="喜欢安静的房间")
    return {"edited": sorted(str(guest_id) for guest_id in ids)}


def _back(run_id: str) -> dict[str, Any]:
    return {"led_to": _post(_client(), f"/imports/{run_id}/take-back/", {})}


if __name__ == "__main__":
    main(*sys.argv[1:])
