"""Where values come from, over the API."""

from huitouke.identity.services.merging import merge_guests


def test_a_program_reads_the_sources_and_uses_another_value(group, guest_of, mei, as_caller):
    kept = guest_of(group.main, name="张伟", company="苏州丝绸")
    gone = guest_of(group.main, name="ZHANG WEI", company="盛远科技")
    merge_guests(actor=mei.actor, kept_id=kept.id, gone_ids=[gone.id])
    api = as_caller(mei)
    told = {each["field"]: each for each in api.get(f"/guests/{kept.id}/tellings").json()["items"]}
    assert [value["value"] for value in told["name"]["values"]] == ["张伟", "ZHANG WEI"]
    [shown, other] = told["company"]["values"]
    assert (shown["is_shown"], shown["sources"][0]["system"], other["sources"][0]["is_of_other"]) == (
        True,
        "desk",
        True,
    )
    done = api.post(f"/guests/{kept.id}/tellings/use", {"field": "company", "mark": other["mark"]}).json()
    assert (done["values"][0]["value"], done["values"][0]["is_shown"]) == ("盛远科技", True)
    again = api.post(f"/guests/{kept.id}/tellings/use", {"field": "company", "mark": other["mark"]})
    assert (again.status_code, again.json()["code"]) == (409, "value_not_told")
    assert api.get(f"/guests/{kept.id}/tellings?field=follow_up").status_code == 404
