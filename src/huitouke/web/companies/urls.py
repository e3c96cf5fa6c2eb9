"""Addresses of the companies."""

from django.urls import path

from huitouke.web.companies import addresses, dealings, editing, lists, pages, people
from huitouke.web.companies.face import COMPANIES
from huitouke.web.lists.exporting import export
from huitouke.web.lists.urls import list_urls

app_name = "companies"
urlpatterns = [
    path("", lists.company_list, name="company-list"),
    *list_urls(COMPANIES),
    path("export/", export, {"face": COMPANIES}, name="company-export"),
    path("addresses/", addresses.address_table, name="address-table"),
    path("addresses/export/", addresses.address_export, name="address-export"),
    path("weights/", dealings.weights_page, name="score-weights"),
    path("new/", editing.new_company, name="company-new"),
    path("hints/credit-code/", editing.credit_code_hint, name="hint-credit-code"),
    path("hints/parent/", editing.find_parent, name="hint-parent"),
    path("<uuid:company_id>/", pages.company_detail, name="company-detail"),
    path("<uuid:company_id>/edit/", editing.edit_company, name="company-edit"),
    path("<uuid:company_id>/close/", editing.close, name="company-close"),
    path("<uuid:company_id>/reopen/", editing.reopen, name="company-reopen"),
    path("<uuid:company_id>/share/", editing.share, name="company-share"),
    path("<uuid:company_id>/undo/<uuid:record_id>/", editing.undo, name="company-undo"),
    path("<uuid:company_id>/contacts/new/", people.contact_form, name="contact-new"),
    path("<uuid:company_id>/contacts/<uuid:contact_id>/", people.contact_form, name="contact-edit"),
    path("<uuid:company_id>/contacts/<uuid:contact_id>/remove/", people.drop_contact, name="contact-remove"),
    path("<uuid:company_id>/contacts/<uuid:contact_id>/guest/", people.tie_contact, name="contact-tie"),
    path(
        "<uuid:company_id>/contacts/<uuid:contact_id>/guest/find/",
        people.find_contact_guest,
        name="contact-find",
    ),
    path("<uuid:company_id>/cooperation/new/", dealings.cooperation_form, name="cooperation-new"),
    path(
        "<uuid:company_id>/cooperation/<uuid:entry_id>/", dealings.cooperation_form, name="cooperation-edit"
    ),
    path(
        "<uuid:company_id>/cooperation/<uuid:entry_id>/remove/",
        dealings.drop_cooperation,
        name="cooperation-remove",
    ),
    path("<uuid:company_id>/scores/new/", dealings.score_form, name="score-new"),
    path("<uuid:company_id>/guests/", people.add_guest, name="guest-add"),
    path("<uuid:company_id>/guests/find/", people.find_guest, name="guest-find"),
    path("<uuid:company_id>/guests/<uuid:link_id>/remove/", people.drop_guest, name="guest-remove"),
]
