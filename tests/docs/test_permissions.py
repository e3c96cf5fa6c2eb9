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
    Right.IMPORTS_RUN: "take files in, and see the imports of the branch",
    Right.AUDIT_VIEW: "read the audit trail",
    Right.SYSTEM_MANAGE: "group, branches, logins, tokens",
}

HEAD = """# Permissions

A user holds posts: a role in one branch, or in the whole group. A post in a branch gives its rights there; a post in
the group gives them everywhere. Guests belong to the legal entity of the branch: who may see guests in a branch sees
those of its legal entity, those who consented to be shared, and those of the group
([visibility](../domain/visibility.md)). Users who have left hold nothing. Adding a role is a line of
`access/choices.py`. This page is written from there by `./huitouke test -- tests/docs --write-golden`.

"""


def table():
    roles = list(ROLES.values())
    yield "| right | what it allows | " + " | ".join(f"{role.label} `{role.code}`" for role in roles) + " |"
    yield "|---|---|" + "---|" * len(roles)
    for right in Right:
        held = " | ".join("yes" if right in role.rights else "" for role in roles)
        yield f"| `{right.value}` | {MEANING[right]} | {held} |"


def test_the_page_of_permissions_is_what_the_roles_say(is_writing_golden):
    with override("en"):
        made = HEAD + "\n".join(table()) + "\n"
    assert_golden(PAGE, made, is_writing=is_writing_golden)
