from importlib import import_module
from typing import Final

from django.db import migrations, models
from django.db.models import Q

_BEFORE: Final = import_module("huitouke.stays.migrations.0006_guest_figures")
_THREE: Final = "((r.guest_id, r.branch_id, r.currency), (r.guest_id, r.currency), (r.guest_id))"
_FOUR: Final = "((r.guest_id, r.branch_id, r.currency), (r.guest_id, r.branch_id), (r.guest_id, r.currency), (r.guest_id))"
# The function alone: its triggers stand.
_FUNCTION: Final = (
    _BEFORE.FUNCTION.partition("END $$;")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    + "END $$"
)
FILL: Final = _BEFORE.FILL.replace(_THREE, _FOUR)
OF_ALL: Final = Q(branch_id=None, currency=None)
OF_BRANCH: Final = Q(branch_id__isnull=False, currency=None)
_INDEXES: Final = (
    models.Index(fields=["stays"], name="guest_figure_stays", condition=OF_ALL),
    models.Index(fields=["nights"], name="guest_figure_nights", condition=OF_ALL),
    models.Index(fields=["last_on"], name="guest_figure_last", condition=OF_BRANCH),
    models.Index(fields=["branch_id", "nights"], name="guest_figure_branch_nights", condition=OF_BRANCH),
    models.Index(fields=["branch_id", "last_on"], name="guest_figure_branch_last", condition=OF_BRANCH),
    models.Index(
        fields=["branch_id", "spend_minor"],
        name="guest_figure_branch_spend",
        condition=Q(branch_id__isnull=False, currency__isnull=False),
    ),
)


class Migration(migrations.Migration):
    """A row for all of a branch, whatever was paid in: conditions over one branch then ask one index."""

    dependencies = [
        ("stays", "0006_guest_figures"),
    ]

    operations = [
        *(migrations.RemoveIndex("guestfigure", index.name) for index in _INDEXES),
        migrations.RunSQL(_FUNCTION.replace(_THREE, _FOUR), _FUNCTION),
        migrations.RunSQL("DELETE FROM stays_guestfigure", "DELETE FROM stays_guestfigure"),
        migrations.RunSQL(FILL, _BEFORE.FILL),
        *(migrations.AddIndex("guestfigure", index) for index in _INDEXES),
        migrations.AddIndex(
            "reservation",
            models.Index(fields=["channel"], name="reservation_channel", condition=~Q(channel="")),
        ),
    ]
