"""The matrix: what each role may do, and who holds it where."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from huitouke.access.choices import Right
from huitouke.access.staff import role_matrix
from huitouke.web.access.words import post_words
from huitouke.web.base.requests import actor_of

RIGHT_WORDS: Final[dict[Right, str | Promise]] = {
    Right.GUESTS_VIEW: _("See guests"),
    Right.GUESTS_EDIT: _("Change guests"),
    Right.GUESTS_EXPORT: _("Export guests"),
    Right.GUESTS_HISTORY: _("See history"),
    Right.GUESTS_CLEAR: _("Contacts unmasked"),
    Right.GUESTS_REVEAL: _("Reveal one field"),
    Right.GUESTS_CONFIDENTIAL: _("Confidential guests"),
    Right.GUESTS_MERGE: _("Merge guests"),
    Right.REGISTRATION_VIEW: _("Registration papers"),
    Right.CONSENT_EDIT: _("Record consent"),
    Right.PRIVACY_MANAGE: _("Copy and erase"),
    Right.COMPANIES_VIEW: _("See companies"),
    Right.COMPANIES_EDIT: _("Change companies"),
    Right.COMPANIES_EXPORT: _("Export companies"),
    Right.STAYS_VIEW: _("See stays"),
    Right.STAYS_EDIT: _("Book and check in"),
    Right.STAYS_PREPARE: _("Tick what is prepared"),
    Right.RATES_VIEW: _("See room prices"),
    Right.RATES_EDIT: _("Change rates and costs"),
    Right.FOLIOS_VIEW: _("See bills"),
    Right.FOLIOS_POST: _("Post to bills"),
    Right.DAY_CLOSE: _("Close the day"),
    Right.VIEWS_SHARE: _("Share views"),
    Right.IMPORTS_RUN: _("Import"),
    Right.HOTEL_CONFIGURE: _("Set up the hotel"),
    Right.AUDIT_VIEW: _("Audit trail"),
    Right.BACKUP_MANAGE: _("Backup"),
    Right.SYSTEM_MANAGE: _("Manage users"),
}
"""A right as a heading of a narrow column."""


@require_GET
def role_matrix_page(request: HttpRequest) -> HttpResponse:
    """Roles by rights, then the holders of each role."""
    columns = role_matrix(actor_of(request))
    context = {
        "rights": list(RIGHT_WORDS.values()),
        "rows": [
            (column.role, [right in column.role.rights for right in RIGHT_WORDS], len(column.holders))
            for column in columns
        ],
        "held": [
            (column.role, [(post.user, post_words(post)) for post in column.holders])
            for column in columns
            if column.holders
        ],
    }
    return render(request, "access/matrix.html", context)
