"""The table: every address of the site and every operation of the API, and who may pass.

A door is one line: method and name (an address by its URL name, an operation of the API as `api:` and its id), the
power it asks for (a column of `roles.py`, or one of the three words below), whose thing it opens, what is sent, and
the status of one who may pass, where it is not 200. Everything that opens stands in branch MAIN of the legal entity CN.

| whose | who passes with the power | who has the power elsewhere |
|---|---|---|
| `anywhere` | with a post in any branch | there is no elsewhere: lists and files hold what one may see |
| `guest` | at MAIN, at LAKE (same entity), in the group | BAY (entity HK): as for nobody, 404 |
| `branch` | at MAIN, in the group | refused: 403 |
| `thing` | at MAIN, in the group | answered as for a thing that is not there: 404 |
| `group` | in the group | refused: 403 |
| `another` | nobody: it is another person's own, answered as a thing that is not there: 404 | |
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

OPEN: Final = "open"
"""Also strangers: the sign-in, the choice of a language, the description of the API."""
STAFF: Final = "staff"
"""Whoever is signed in, also without a post."""
GONE: Final = "gone"
"""Closed to everybody: 404."""


@dataclass(frozen=True, slots=True)
class Door:
    """One line of the table. `sent` is the body; a text of it in braces is filled like the address."""

    method: str
    name: str
    power: str
    whose: str = "anywhere"
    sent: Mapping[str, Any] = field(default_factory=dict)
    passed: tuple[int, ...] = (200,)
    query: str = ""
    also: str = ""
    """A second power asked for: without it 403 as well."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Which subject fills a name of the address, where the name does not tell."""

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


GUEST = {"name": "陈新"}
NEW_LOGIN = {"username": "lin", "role": "concierge", "branch": "MAIN"}
WORDS = {"text_zh": "新的说明", "text_en": "New words", "valid_from": "2999-01-01"}
RULE = {"kind": "contract", "months": "60", "law_zh": "新规定", "valid_from": "2999-01-01"}

VISIT = {"kind": "visit", "happened_on": "2026-03-01", "text": "拜访"}

DOORS: Final[tuple[Door, ...]] = (
    # the entrance
    Door("GET", "healthz", OPEN),
    Door("POST", "set_language", OPEN, sent={"language": "en"}, passed=(302,)),
    Door("GET", "account_login", OPEN, passed=(200, 302)),
    Door("POST", "account_login", OPEN, sent={"login": "x", "password": "y"}, passed=(200, 302)),
    Door("GET", "account_logout", OPEN, passed=(200, 302)),
    Door("POST", "account_logout", OPEN, passed=(302,)),
    Door("GET", "account_signup", OPEN, passed=(200, 302)),
    Door("POST", "account_signup", OPEN, passed=(200, 302)),
    Door("GET", "account_change_password", STAFF),
    Door("POST", "account_change_password", STAFF),
    Door("GET", "account_reauthenticate", STAFF, passed=(200, 302)),
    Door("POST", "account_reauthenticate", STAFF, passed=(200, 302)),
    # the second factor: one's own only
    Door("GET", "mfa_index", STAFF),
    Door("GET", "mfa_authenticate", OPEN, passed=(302,)),
    Door("POST", "mfa_authenticate", OPEN, sent={"code": "123456"}, passed=(302,)),
    Door("GET", "mfa_reauthenticate", STAFF, passed=(200, 302)),
    Door("POST", "mfa_reauthenticate", STAFF, sent={"code": "123456"}, passed=(200, 302)),
    Door("GET", "mfa_activate_totp", STAFF, passed=(302,)),
    Door("POST", "mfa_activate_totp", STAFF, passed=(302,)),
    Door("GET", "mfa_deactivate_totp", STAFF, "another"),
    Door("POST", "mfa_deactivate_totp", STAFF, "another"),
    Door("GET", "mfa_view_recovery_codes", STAFF, "another"),
    Door("GET", "mfa_generate_recovery_codes", STAFF, passed=(302,)),
    Door("POST", "mfa_generate_recovery_codes", STAFF, passed=(302,)),
    Door("GET", "mfa_download_recovery_codes", STAFF, "another"),
    Door("GET", "mfa_list_webauthn", STAFF),
    Door("GET", "mfa_add_webauthn", STAFF, passed=(302,)),
    Door("POST", "mfa_add_webauthn", STAFF, passed=(302,)),
    Door("GET", "mfa_reauthenticate_webauthn", STAFF, passed=(200, 302)),
    Door("POST", "mfa_reauthenticate_webauthn", STAFF, passed=(200, 302)),
    Door("GET", "mfa_remove_webauthn", STAFF, passed=(302,)),
    Door("POST", "mfa_remove_webauthn", STAFF, passed=(302,)),
    Door("GET", "mfa_edit_webauthn", STAFF, passed=(302,)),
    Door("POST", "mfa_edit_webauthn", STAFF, passed=(302,)),
    Door("GET", "mfa_login_webauthn", OPEN, passed=(302,)),
    Door("POST", "mfa_login_webauthn", OPEN, passed=(302,)),
    # everywhere
    Door("GET", "today", "see"),
    Door("POST", "branch-choose", STAFF, sent={"branch": "MAIN"}, passed=(302,)),
    Door("GET", "settings:settings", STAFF),
    # people and rights
    Door("GET", "access:user-list", "system"),
    Door("GET", "access:user-new", "system"),
    Door("POST", "access:user-new", "system", "branch", sent=NEW_LOGIN, passed=(302,)),
    Door("GET", "access:user-detail", "system", "thing"),
    Door("POST", "access:user-change", "system", "thing", sent={"display_name": "陈"}, passed=(302,)),
    Door(
        "POST",
        "access:post-add",
        "system",
        "thing",
        sent={"role": "concierge", "branch": "MAIN"},
        passed=(302,),
    ),
    Door("POST", "access:post-take", "system", "thing", passed=(302,)),
    Door("POST", "access:user-close", "system", "thing", passed=(302,)),
    Door("POST", "access:user-open", "system", "thing", passed=(302,)),
    Door("POST", "access:user-password", "system", "thing", passed=(302,)),
    Door("POST", "access:user-sessions-end", "system", "thing", passed=(302,)),
    Door("GET", "access:token-list", "system"),
    Door("POST", "access:token-issue", "system", "thing", sent={"purpose": "PMS"}),
    Door("POST", "access:token-revoke", "system", "thing", passed=(302,)),
    Door("GET", "access:session-list", "system"),
    Door("GET", "access:own-sessions", STAFF),
    Door("POST", "access:sessions-end", STAFF, sent={"own": "1"}, passed=(302,)),
    Door("POST", "access:sessions-end", "system", "group", passed=(302,)),
    Door("POST", "access:session-end", "system", "thing", passed=(302,)),
    Door("GET", "access:matrix", "system"),
    Door("GET", "access:second-factor", "system", "group"),
    Door("POST", "access:second-factor", "system", "group", sent={"role": "auditor"}, passed=(302,)),
    Door("GET", "access:trail-list", "audit"),
    Door("GET", "access:trail-list", "audit", query="guest={guest_id}"),
    Door("GET", "access:trail-list", "audit", query="reads=1"),
    Door("GET", "access:trail-export", "audit"),
    Door("POST", "access:trail-guest", "audit", sent={"who": "王建国"}),
    Door("GET", "access:switch-list", "system", "group"),
    Door("POST", "access:switch-turn", "system", "another", sent={"on": "1"}),
    Door("GET", "access:manager-lines", "hotel"),
    Door("GET", "access:manager-line", "hotel", "branch"),
    Door("POST", "access:manager-line", "hotel", "branch", sent={"step": "role:manager"}, passed=(302,)),
    # guests: list, search, autocomplete, file
    Door("GET", "guests:guest-list", "see"),
    Door("POST", "search:guests", "see", sent={"q": "王建国"}),
    Door("POST", "guests:note-find", "see", sent={"who": "王建国"}),
    Door("GET", "guests:guest-export", "export"),
    Door("POST", "guests:hint-name", STAFF, sent={"name": "王建国"}),
    Door(
        "POST",
        "guests:hint-contact",
        "write",
        sent={"contact_kind": "mobile", "contact_value": "13812345678"},
    ),
    Door(
        "POST",
        "guests:hint-document",
        "write",
        sent={"document_kind": "passport", "document_number": "E1234567"},
    ),
    # conditions and views
    Door("GET", "guests:conditions", "see"),
    Door("POST", "guests:conditions", "see"),
    Door("POST", "guests:conditions-live", "see"),
    Door("POST", "guests:conditions-count", "see"),
    Door("GET", "guests:conditions-count-list", "see"),
    Door("GET", "guests:view-dialog", "see"),
    Door("POST", "guests:view-keep", "see", sent={"is_new": "1", "name": "A"}, passed=(302, 422)),
    Door("GET", "guests:view-columns", "see"),
    Door("POST", "guests:view-choose-columns", "see", sent={"column": "tag"}, passed=(302,)),
    Door("POST", "guests:view-delete", "see", "another"),
    Door("POST", "guests:view-restore", "see", "another"),
    # one guest
    Door("GET", "guests:guest-new", "write"),
    Door("POST", "guests:guest-new", "write", sent=GUEST, passed=(302,)),
    Door("GET", "guests:guest-detail", "see", "guest"),
    Door("GET", "guests:guest-detail", "see", "guest", query="tab=preferences"),
    Door("GET", "guests:guest-detail", "see", "guest", query="tab=notes"),
    Door("GET", "guests:guest-detail", "see", "guest", query="tab=records"),
    Door("GET", "guests:guest-edit", "write", "guest"),
    Door("POST", "guests:guest-edit", "write", "guest", sent=GUEST, passed=(302, 409, 422)),
    Door("GET", "guests:note-start", "write"),
    Door("GET", "guests:note-dialog", "write", "guest"),
    Door("POST", "guests:note-add", "write", "guest", sent={"text": "喜欢安静"}),
    Door("POST", "guests:note-remove", "write", "guest"),
    Door("POST", "guests:hint-note", "write", sent={"text": "喜欢安静"}),
    # consent, files, copies, erasures
    Door("GET", "guests:guest-detail", "see", "guest", query="tab=consent"),
    Door("GET", "guests:guest-detail", "see", "guest", query="tab=files"),
    Door(
        "POST",
        "privacy:consent-record",
        "consent",
        "guest",
        sent={"purpose": "marketing", "channel": "sms", "act": "given"},
    ),
    Door("POST", "privacy:consent-stop", "consent", "guest", sent={"source": "desk"}),
    Door("POST", "privacy:registration-show", "papers", "guest"),
    Door("GET", "privacy:copy-page", "privacy", "guest"),
    Door("GET", "privacy:copy-file", "privacy", "guest"),
    Door("GET", "privacy:guest-erase", "privacy", "guest"),
    Door(
        "POST",
        "privacy:guest-erase",
        "privacy",
        "guest",
        sent={"typed": "{guest_name}", "reason": "asked"},
        passed=(302,),
    ),
    Door("POST", "privacy:file-add", "write", "guest", passed=(422,)),
    Door("GET", "privacy:file-download", "see", "guest"),
    Door("GET", "privacy:file-look", STAFF),
    Door("GET", "privacy:file-picture", "see", "guest", passed=(415,)),
    Door("POST", "privacy:file-remove", "write", "guest"),
    Door("POST", "privacy:file-restore", "write", "guest"),
    Door("GET", "privacy:purpose-list", "privacy"),
    Door("GET", "privacy:purpose-new", "privacy", "group"),
    Door("POST", "privacy:purpose-new", "privacy", "group", passed=(422,)),
    Door("GET", "privacy:purpose-detail", "privacy"),
    Door("POST", "privacy:purpose-detail", "privacy", "group", sent=WORDS, passed=(302,)),
    Door("POST", "privacy:purpose-close", "privacy", "group", sent={"closed": "1"}, passed=(302,)),
    Door("GET", "privacy:retention-list", "privacy"),
    Door("POST", "privacy:retention-list", "privacy", "group", sent=RULE, passed=(302,)),
    Door("GET", "privacy:erasure-list", "privacy"),
    Door("GET", "privacy:erasure-detail", "privacy", "guest"),
    Door("POST", "privacy:erasure-detail", "privacy", "guest", sent={"because": "本人到店"}, passed=(302,)),
    # in passing: a note from any page, the duty
    Door("POST", "guests:quick-save", "write", "guest", sent={"guest": "{guest_id}", "text": "喜欢安静"}),
    Door("POST", "guests:quick-undo", "write", "guest"),
    Door("GET", "duty-dialog", STAFF),
    Door("POST", "duty-save", STAFF, sent={"role": "front_desk"}, passed=(200, 204)),
    # types and marks
    Door("GET", "guests:types-dialog", "write", "guest"),
    Door("POST", "guests:types-save", "write", "guest", sent={"type": "local"}),
    Door("GET", "guests:evaluations", "see", "guest"),
    Door("POST", "guests:evaluation-add", "write", "guest", sent={"scale": "importance", "value": "3"}),
    Door("POST", "guests:evaluation-withdraw", "write", "another"),
    Door("GET", "guests:type-list", "hotel", "group"),
    Door("POST", "guests:type-list", "hotel", "group", sent={"code": "family", "zh": "家庭"}, passed=(302,)),
    Door("POST", "guests:type-close", "hotel", "group", sent={"is_closed": "0"}, passed=(302,)),
    Door("POST", "guests:type-remove", "hotel", "group", passed=(302,)),
    Door("GET", "guests:reveal", "reveal", "guest", query="field=card_number"),
    Door(
        "POST",
        "guests:reveal",
        "reveal",
        "guest",
        sent={"field": "card_number", "reason": "contact"},
        passed=(200, 404),
    ),
    # files in
    Door("GET", "imports:import-list", "import"),
    Door("POST", "imports:import-upload", "import", passed=(422,)),
    Door("GET", "imports:import-columns", "import", "another"),
    Door("POST", "imports:import-columns", "import", "another", sent={"system": "x", "branch": "MAIN"}),
    Door("GET", "imports:import-check", "import", "another"),
    Door("POST", "imports:import-check", "import", "another", sent={"act": "start"}),
    Door("POST", "imports:import-cancel", "import", "thing", passed=(409,)),
    Door("POST", "imports:import-resume", "import", "thing", passed=(409,)),
    Door("GET", "imports:mapping-list", "import"),
    Door("POST", "imports:mapping-delete", "import", "thing", passed=(302,)),
    Door("GET", "imports:import-detail", "import", "thing"),
    Door("GET", "imports:import-progress", "import", "thing", passed=(204,)),
    Door("GET", "imports:import-report", "import", "thing"),
    Door("GET", "imports:import-take-back", "import", "thing"),
    Door("POST", "imports:import-take-back", "import", "thing", passed=(302,)),
    # companies
    Door("GET", "companies:company-list", "firms"),
    Door("GET", "companies:address-table", "firms"),
    Door("GET", "companies:company-export", "firmfile"),
    Door("GET", "companies:address-export", "firmfile"),
    Door("GET", "companies:score-weights", "hotel", "group"),
    Door("POST", "companies:score-weights", "hotel", "group", passed=(302,)),
    Door("GET", "companies:company-new", "deal"),
    Door("POST", "companies:company-new", "deal", sent={"name": "新单位"}, passed=(302,)),
    Door("POST", "companies:hint-credit-code", "deal", sent={"credit_code": "9144030071526726XG"}),
    Door("POST", "companies:hint-parent", "deal", sent={"parent": "密云"}),
    Door("GET", "companies:company-detail", "firms", "guest"),
    *(
        Door("GET", "companies:company-detail", "firms", "guest", query=f"tab={tab}")
        for tab in ("contacts", "agreement", "cooperation", "scores", "guests", "history")
    ),
    Door("GET", "companies:company-edit", "deal", "guest"),
    Door("POST", "companies:company-edit", "deal", "guest", passed=(302, 409, 422)),
    Door("POST", "companies:company-close", "deal", "guest", passed=(302,)),
    Door("POST", "companies:company-reopen", "deal", "guest", passed=(302,)),
    Door("POST", "companies:company-share", "deal", "guest", sent={"share": "1"}, passed=(302,)),
    Door("POST", "companies:company-undo", "deal", "guest", passed=(302,)),
    Door("GET", "companies:contact-new", "deal", "guest"),
    Door("POST", "companies:contact-new", "deal", "guest", sent={"name": "新人"}, passed=(302,)),
    Door("GET", "companies:contact-edit", "deal", "guest"),
    Door("POST", "companies:contact-edit", "deal", "guest", sent={"name": "新人"}, passed=(302,)),
    Door("POST", "companies:contact-remove", "deal", "guest", passed=(302,)),
    Door("POST", "companies:contact-tie", "deal", "guest", sent={"guest": "{guest_id}"}, passed=(302,)),
    Door("POST", "companies:contact-find", "deal", "guest", sent={"who": "王建国"}),
    Door("GET", "companies:cooperation-new", "deal", "guest"),
    Door("POST", "companies:cooperation-new", "deal", "guest", sent=VISIT, passed=(302,)),
    Door("GET", "companies:cooperation-edit", "deal", "guest"),
    Door("POST", "companies:cooperation-edit", "deal", "guest", sent=VISIT, passed=(302,)),
    Door("POST", "companies:cooperation-remove", "deal", "guest", passed=(302,)),
    Door("GET", "companies:score-new", "deal", "guest"),
    Door(
        "POST",
        "companies:score-new",
        "deal",
        "guest",
        sent={"scored_on": "2026-03-01", "score_capital": "4"},
        passed=(302,),
    ),
    Door("POST", "companies:guest-add", "deal", "guest", sent={"guest": "{guest_id}"}, passed=(302, 409)),
    Door("POST", "companies:guest-find", "deal", "guest", sent={"who": "王建国"}),
    Door("POST", "companies:guest-remove", "deal", "guest", passed=(302,)),
    Door("GET", "guests:guest-detail", "see", "guest", query="tab=companies"),
    Door("POST", "guests:company-find", "deal", "guest", sent={"company": "密云"}),
    # backups
    Door("GET", "settings:backups", "backup", "group"),
    Door("POST", "settings:backup-start", "backup", "group", passed=(302,)),
    # web-hooks
    Door("GET", "settings:webhooks", "system", "group"),
    Door("POST", "settings:webhooks", "system", "group", passed=(422,)),
    Door("GET", "settings:webhook", "system", "group"),
    Door("POST", "settings:webhook-act", "system", "group", passed=(302,), ids={"act": "webhook_act"}),
    Door("POST", "settings:webhook-repeat", "system", "group", passed=(302,)),
    # the group and its set-up
    Door("GET", "settings:first-day", "system", "group"),
    Door("POST", "settings:first-day-act", "system", "group", passed=(302,)),
    Door("GET", "settings:organisation", "system", "group"),
    Door("GET", "settings:group-name", "system", "group"),
    Door("POST", "settings:group-name", "system", "group", passed=(422,)),
    Door("GET", "settings:entity-name", "system", "group"),
    Door("POST", "settings:entity-name", "system", "group", passed=(422,)),
    Door("GET", "settings:branch-new", "system", "group"),
    Door("POST", "settings:branch-new", "system", "group", passed=(422,)),
    Door("GET", "settings:branch-edit", "system", "group"),
    Door("POST", "settings:branch-edit", "system", "group", passed=(422,)),
    Door("POST", "settings:branch-act", "system", "group", passed=(302,)),
    # rooms and code tables
    Door("GET", "settings:rooms", "hotel"),
    Door("POST", "settings:room-file", "hotel", passed=(422,)),
    Door("GET", "settings:room-new", "hotel"),
    Door("POST", "settings:room-new", "hotel", "thing", sent={"room_type": "{room_type_id}"}, passed=(422,)),
    Door("GET", "settings:room-edit", "hotel", "thing"),
    Door("POST", "settings:room-edit", "hotel", "thing", passed=(422,)),
    Door("POST", "settings:room-act", "hotel", "branch", passed=(302,)),
    Door("GET", "settings:room-type-new", "hotel"),
    Door("POST", "settings:room-type-new", "hotel", passed=(422,)),
    Door("GET", "settings:room-type-edit", "hotel", "thing"),
    Door("POST", "settings:room-type-edit", "hotel", "thing", passed=(422,)),
    Door("POST", "settings:room-type-act", "hotel", "branch", passed=(302,)),
    Door("GET", "settings:code-tables", "hotel", "group"),
    Door("POST", "settings:code-tables", "hotel", "group", passed=(422,)),
    Door("GET", "settings:code-table", "hotel", "group"),
    Door("POST", "settings:code-table", "hotel", "group", passed=(422,)),
    Door("GET", "settings:code-edit", "hotel", "group"),
    Door("POST", "settings:code-edit", "hotel", "group", passed=(422,)),
    Door("POST", "settings:code-act", "hotel", "group", passed=(302,)),
    # the API
    Door("GET", "api-1:openapi-json", OPEN),
    Door("GET", "api-1:api-root", GONE),
    Door("GET", "api:list_guests", "see"),
    Door("POST", "api:create_guest", "write", "branch", sent={**GUEST, "branch": "MAIN"}, passed=(201,)),
    Door("GET", "api:get_guest", "see", "guest"),
    Door("GET", "api:get_guest_by_external_id", "see", "guest"),
    Door("PATCH", "api:change_guest", "write", "guest", sent={"fields": {"company": "柳岸贸易"}}),
    Door("GET", "api:list_guest_history", "history", "guest"),
    Door(
        "POST",
        "api:reveal_guest_value",
        "reveal",
        "guest",
        sent={"field": "card_number", "reason": "contact"},
        passed=(200, 404),
    ),
    Door("POST", "api:add_guest_note", "write", "guest", sent={"text": "喜欢安静"}, passed=(201,)),
    Door("GET", "api:list_guest_types", "see"),
    Door(
        "POST",
        "api:create_guest_type",
        "hotel",
        "group",
        sent={"code": "family", "labels": {"zh": "家庭"}},
        passed=(422,),
    ),
    Door("PATCH", "api:change_guest_type", "hotel", "group", sent={"sort": 2}),
    Door("DELETE", "api:remove_guest_type", "hotel", "group", passed=(409,)),
    Door("GET", "api:get_guest_classification", "see", "guest"),
    Door("PUT", "api:set_guest_types", "write", "guest", sent={"types": ["local"]}),
    Door(
        "POST",
        "api:evaluate_guest",
        "write",
        "guest",
        sent={"scale": "importance", "value": 3},
        passed=(201,),
    ),
    Door("GET", "api:list_guest_consents", "see", "guest"),
    Door(
        "POST",
        "api:record_guest_consent",
        "consent",
        "guest",
        sent={"purpose": "marketing", "channel": "sms", "act": "given"},
        passed=(201,),
    ),
    Door("GET", "api:may_contact_guest", "see", "guest", query="purpose=marketing&channel=sms"),
    Door("GET", "api:copy_guest", "privacy", "guest"),
    Door(
        "POST",
        "api:erase_guest",
        "privacy",
        "guest",
        sent={"typed": "{guest_name}", "reason": "asked"},
        passed=(201,),
    ),
    Door("GET", "api:list_erasures", "privacy"),
    Door("POST", "api:lift_erasure", "privacy", "guest", sent={"because": "本人到店"}),
    Door("GET", "api:list_guest_files", "see", "guest"),
    Door(
        "POST",
        "api:add_guest_file",
        "write",
        "guest",
        sent={"name": "a.txt", "content": "aGVsbG8="},
        passed=(201,),
    ),
    Door("GET", "api:get_file", "see", "guest"),
    Door("DELETE", "api:remove_file", "write", "guest", passed=(204,)),
    Door("GET", "api:list_purposes", STAFF),
    Door("POST", "api:search_guests", "see", sent={"text": "王建国"}),
    Door("GET", "api:list_imports", "import"),
    Door("GET", "api:get_import", "import", "thing"),
    Door("GET", "api:foresee_take_back", "import", "thing"),
    Door("POST", "api:take_back_import", "import", "thing", passed=(202,)),
    Door("GET", "api:list_users", "system"),
    Door("POST", "api:create_user", "system", "branch", sent=NEW_LOGIN, passed=(201,)),
    Door("PATCH", "api:change_user", "system", "thing", sent={"display_name": "陈"}),
    Door(
        "POST",
        "api:give_post",
        "system",
        "thing",
        sent={"role": "concierge", "branch": "MAIN"},
        passed=(201,),
    ),
    Door("DELETE", "api:take_post", "system", "thing", passed=(204,)),
    Door("GET", "api:list_sessions", "system"),
    Door("DELETE", "api:end_session", "system", "thing", passed=(204,)),
    Door("GET", "api:list_tokens", "system"),
    Door("DELETE", "api:revoke_token", "system", "thing", passed=(204,)),
    Door("GET", "api:get_manager_line", "hotel", "branch", ids={"code": "branch"}),
    Door(
        "PUT",
        "api:set_manager_line",
        "hotel",
        "branch",
        sent={"steps": [{"role": "manager"}]},
        ids={"code": "branch"},
    ),
    Door("GET", "api:list_switches", "system", "group"),
    Door("PUT", "api:set_switch", "system", "another", sent={"is_on": True}),
    Door("GET", "api:list_audit_entries", "audit"),
    Door("GET", "api:list_codes", STAFF),
    Door("GET", "api:list_branches", STAFF),
    Door("GET", "api:get_me", STAFF),
)
