"""Addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path

from huitouke.web.base.duty_views import duty_dialog, save_duty
from huitouke.web.base.views import choose_branch
from huitouke.web.today.views import today
from huitouke.web.undo.views import drawer

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("today/", include("huitouke.web.sheets.urls")),
    path("branch/", choose_branch, name="branch-choose"),
    path("duty/", save_duty, name="duty-save"),
    path("duty/dialog/", duty_dialog, name="duty-dialog"),
    path("undo/", drawer, name="undo-drawer"),
    path("search/", include("huitouke.web.search.urls")),
    path("capture/", include("huitouke.web.capture.urls")),
    path("", include("huitouke.web.capture.form_urls")),
    path("guests/", include("huitouke.web.guests.urls")),
    path("companies/", include("huitouke.web.companies.urls")),
    path("stays/", include("huitouke.web.stays.urls")),
    path("exports/", include("huitouke.web.exports.urls")),
    path("imports/", include("huitouke.web.imports.urls")),
    path("access/", include("huitouke.web.access.urls")),
    path("", include("huitouke.web.messages.urls")),
    path("", include("huitouke.web.privacy.urls")),
    path("settings/", include("huitouke.web.settings.urls")),
]
