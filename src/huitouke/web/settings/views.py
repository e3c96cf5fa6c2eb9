"""The page that leads to all settings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from huitouke.web.base.requests import actor_of
from huitouke.web.settings.places import PLACES, SECTIONS


def settings(request: HttpRequest) -> HttpResponse:
    """What this person may set, under its headings; headings without a page are left out."""
    actor = actor_of(request)
    open_places = [(place, reverse(place.url_name)) for place in PLACES if place.is_open_to(actor)]
    sections = [
        (label, [(place, url) for place, url in open_places if place.section == code])
        for code, label in SECTIONS.items()
    ]
    return render(
        request,
        "settings/settings.html",
        {"sections": [(label, places) for label, places in sections if places]},
    )
