"""docs/reference/permissions.md is written from the table of roles (`pytest --write-golden`)."""

from django.utils.translation import override

from huitouke.access.choices import ROLES, Right
from huitouke.testing.golden import assert_golden
from huitouke.testing.sources import REPOSITORY

PAGE = REPOSITORY / "docs" / "reference" / "permissions.md"

MEANING = {
    Right.GUESTS_VIEW: "see guests: list, search, page, API",
    Right.GUESTS_EDIT: "add and change guests and notes",
    Right.GUESTS_EXPORT: "take guests out as a file",
    Right.GUESTS_HISTORY: "see what a field was before, who changed it and when",
    Right.GUESTS_CLEAR: "see phones, e-mails and addresses unmasked",
    Right.GUESTS_REVEAL: "unmask one field of one guest, with a reason that the trail keeps",
    Right.GUESTS_CONFIDENTIAL: "see guests who are not to be disclosed, and rates not to be told",
    Right.GUESTS_MERGE: "say that profiles are one guest, and take that back",
    Right.REGISTRATION_VIEW: "see the registration compartment: papers, the answers asked for minors",
    Right.CONSENT_EDIT: "record and withdraw a guest's consent",
    Right.PRIVACY_MANAGE: "give a guest a copy of their data, and erase a guest",
    Right.COMPANIES_VIEW: "see companies and their contacts",
    Right.COMPANIES_EDIT: "add and change companies, contacts and score cards",
    Right.COMPANIES_EXPORT: "take companies out as a file",
    Right.STAYS_VIEW: "see reservations and stays: who arrives, is in house, departs; those of a guest",
    Right.STAYS_EDIT: "book, change, cancel, check in, move, extend, check out",
    Right.STAYS_PREPARE: "tick what was prepared for a stay and what was given",
    Right.RATES_VIEW: "see what rooms cost; one that is not to be told only with `guests.confidential`",
    Right.RATES_EDIT: "change rate codes, prices and costs",
    Right.FOLIOS_VIEW: "see bills and their lines",
    Right.FOLIOS_POST: "post charges and payments, void lines, settle bills",
    Right.DAY_CLOSE: "close the business day of a branch",
    Right.VIEWS_SHARE: "share a saved view with colleagues",
    Right.IMPORTS_RUN: "take files in, take imports back, and see the imports of the branch",
    Right.HOTEL_CONFIGURE: "rooms, code tables, own fields, guest types, what is asked at each step",
    Right.AUDIT_VIEW: "read the audit trail",
    Right.BACKUP_MANAGE: "back up, see backups, and restore",
    Right.SYSTEM_MANAGE: "group, branches, logins, posts, sessions, tokens, web-hooks, switches",
}

HEAD = """# Permissions

A user holds posts: a role in one branch, or in the whole group. A post in a branch gives its rights there; a post in
the group gives them everywhere. Guests belong to the legal entity of the branch: who may see guests in a branch sees
those of its legal entity, those who consented to be shared, and those of the group
([visibility](../domain/visibility.md)). Users who have left hold nothing. Adding a role is a line of
`access/choices.py`. This page is written from there by `./huitouke test -- tests/docs --write-golden`.

"""


def table():
    yield "| right | what it allows |"
    yield "|---|---|"
    for right in Right:
        yield f"| `{right.value}` | {MEANING[right]} |"
    yield ""
    yield "| role | its rights |"
    yield "|---|---|"
    for role in ROLES.values():
        held = ", ".join(f"`{right.value}`" for right in Right if right in role.rights)
        yield f"| {role.label} `{role.code}` | {'all' if len(role.rights) == len(Right) else held} |"


def test_the_page_of_permissions_is_what_the_roles_say(is_writing_golden):
    with override("en"):
        made = HEAD + "\n".join(table()) + "\n"
    assert_golden(PAGE, made, is_writing=is_writing_golden)
