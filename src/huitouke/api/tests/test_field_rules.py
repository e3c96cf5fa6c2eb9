"""The field rules over the API."""

from huitouke.identity.services.field_rules import run_rules
from huitouke.identity.services.merging import merge_guests


def test_a_program_proposes_tries_applies_and_sets_back(group, guest_of, mei, adam, alma, as_caller):
    kept = guest_of(group.main, name="张伟", company="苏州丝绸")
    gone = guest_of(group.main, name="ZHANG WEI", company="盛远科技")
    merge_guests(actor=mei.actor, kept_id=kept.id, gone_ids=[gone.id])
    api = as_caller(adam)
    assert api.get("/field-rules").json() == {
        "rules": {"orders": {}, "systems": []},
        "open": None,
        "past": [],
    }
    found = api.post("/field-rules", {"orders": {"work": ["newer"]}}).json()
    path = f"/field-rules/{found['id']}"
    assert (found["state"], api.post(f"{path}/apply", {}).json()["code"]) == ("looking", "rules_not_ready")
    run_rules(found["id"])
    assert api.get(path).json()["examples"] == [str(kept.id)]
    assert api.post(f"{path}/apply", {}).json()["state"] == "applying"
    run_rules(found["id"])
    assert api.get(f"/guests/{kept.id}").json()["company"] == "盛远科技"
    now = api.get("/field-rules").json()
    assert (now["rules"]["orders"], now["past"][0]["changed"]) == ({"work": ["newer"]}, 1)
    wrong = api.post("/field-rules", {"orders": {"work": ["louder"]}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "rules_invalid")
    assert as_caller(alma).get("/field-rules").status_code == 403
