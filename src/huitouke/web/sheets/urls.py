"""Addresses of the lists of the day."""

from django.urls import path

from huitouke.stays.sheet_lines import SheetKind
from huitouke.web.sheets import cards, preparations, reports, views

app_name = "sheets"
urlpatterns = [
    path("arrivals/", views.sheet, {"kind": SheetKind.ARRIVALS}, name="arrivals"),
    path("in-house/", views.sheet, {"kind": SheetKind.IN_HOUSE}, name="in-house"),
    path("departures/", views.sheet, {"kind": SheetKind.DEPARTURES}, name="departures"),
    path("news/", views.news, name="news"),
    path("promises/", reports.promises, name="promises"),
    path("preparations/<uuid:preparation_id>/", preparations.tick, name="preparation-tick"),
    path("preparations/<uuid:preparation_id>/decline/", preparations.decline, name="preparation-decline"),
    path("stays/<uuid:reservation_id>/preparations/", preparations.dialog, name="preparation-list"),
    path("stays/<uuid:reservation_id>/card/", cards.card, name="card"),
]
