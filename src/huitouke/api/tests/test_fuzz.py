"""Whatever is posted, the answer is a guest or a problem, and a refusal leaves nothing behind."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitouke.api.schemas.guests import GuestIn, GuestLists, GuestTexts
from huitouke.testing.counts import row_counts

# Surrogates too: JSON can name half a sign.
any_text = st.text(st.characters(), max_size=60) | st.sampled_from([
    "13812345678", "+44 20 7946 0958", "a@b.cn", "11010519491231003X", "1990-02-30", "农历闰四月三十", "12/2024",
    "王总", "WANG/XIAOMING MR", "\u202e王\u202c", "\x00", "\ud800", "\ufeff", "=cmd|' /C calc'!A0", "沪A12345",
    "9" * 400, "e\u0301\u0301" * 20, "1.38E+10", "0000-00-00", "张" * 201, "d41d8cd98f00b204e9800998ecf8427e",
])  # fmt: skip
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=5,
)


def bodies(schema):
    """Bodies of a schema: mostly of the right shape with any text, now and then with anything."""
    fields = {}
    for name, field in schema.model_fields.items():
        right = (
            any_text
            if field.annotation is str or "str" in str(field.annotation)[:20]
            else st.lists(any_text, max_size=3)
        )
        fields[name] = right if name != "branch" else st.just("MAIN") | any_text
    shaped = st.fixed_dictionaries({}, optional=fields)
    loose = st.dictionaries(st.sampled_from(list(fields)) | any_text, any_json, max_size=5)
    return shaped | shaped | loose


KEPT = (
    "guests_guest",
    "guests_contactpoint",
    "guests_note",
    "identity_link",
    "intake_sourcerecord",
    "access_auditentry",
    "kernel_outboxevent",
)
slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def counts():
    found = row_counts()
    return {table: found[table] for table in KEPT}


@slow
@given(body=bodies(GuestIn))
def test_any_body_makes_a_guest_or_a_problem(body, group, alma, caller_cache):
    caller = caller_cache(alma)
    before = counts()
    response = caller.post("/guests", body)
    assert response.status_code in (201, 403, 422), response.content
    if response.status_code == 201:
        assert caller.get(f"/guests/{response.json()['id']}").status_code == 200
    else:
        assert counts() == before


@slow
@given(fields=bodies(GuestTexts), add=bodies(GuestLists))
def test_any_change_is_saved_whole_or_not_at_all(fields, add, group, alma, caller_cache, shared_guest):
    caller = caller_cache(alma)
    before = counts()
    response = caller.patch(f"/guests/{shared_guest.id}", {"fields": fields, "add": add})
    assert response.status_code in (200, 422), response.content
    if response.status_code == 422:
        assert counts() == before


@slow
@given(text=any_text)
def test_any_scrap_is_searched_or_refused(text, group, alma, caller_cache):
    response = caller_cache(alma).post("/search", {"text": text})
    assert response.status_code in (200, 422)


@slow
@given(body=st.binary(max_size=200) | any_json.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_answered(body, group, alma, caller_cache):
    for path in ("/guests", "/search"):
        assert caller_cache(alma).call("POST", path, body).status_code in (200, 201, 400, 403, 422)
