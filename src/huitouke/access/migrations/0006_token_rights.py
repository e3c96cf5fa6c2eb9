from typing import Any

from django.db import migrations, models
from django.db.models.functions import Now

from huitouke.access.choices import ROLES


def note_rights(apps: Any, schema_editor: Any) -> None:
    """Tokens of before may do what their users may at this moment."""
    posts = apps.get_model("access", "Assignment").objects
    for token in apps.get_model("access", "ApiToken").objects.filter(revoked_at=None).iterator():
        rights: dict[str, set[str]] = {}
        for post in posts.filter(user_id=token.user_id):
            if post.role in ROLES:
                place = str(post.branch_id) if post.branch_id else "*"
                rights.setdefault(place, set()).update(right.value for right in ROLES[post.role].rights)
        token.rights = {place: sorted(names) for place, names in rights.items()}
        token.save(update_fields=["rights"])


def end_tokens_of_closed_logins(apps: Any, schema_editor: Any) -> None:
    """Tokens of logins that are closed must not rise with them."""
    tokens = apps.get_model("access", "ApiToken").objects.filter(revoked_at=None, user__is_active=False)
    tokens.update(revoked_at=Now())


class Migration(migrations.Migration):
    """A token keeps the rights that it was issued with, and has never more."""

    dependencies = [("access", "0005_undoable_acts")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="rights",
            field=models.JSONField(
                default=dict,
                help_text="The most it may do: rights by the id of a branch, or by * in the whole group",
            ),
        ),
        migrations.RunPython(end_tokens_of_closed_logins, migrations.RunPython.noop),
        migrations.RunPython(note_rights, migrations.RunPython.noop),
    ]
