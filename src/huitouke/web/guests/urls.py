"""Addresses of the guests."""

from django.urls import path

from huitouke.web.guests import (
    classification,
    editing,
    hints,
    lists,
    notes,
    pages,
    quick,
    revealing,
    tab_companies,
    tags,
    types,
)
from huitouke.web.guests.face import GUESTS
from huitouke.web.lists.exporting import export
from huitouke.web.lists.urls import list_urls

app_name = "guests"
urlpatterns = [
    path("", lists.guest_list, name="guest-list"),
    path("export/", export, {"face": GUESTS}, name="guest-export"),
    *list_urls(GUESTS),
    path("new/", editing.new_guest, name="guest-new"),
    path("note/", quick.start_note, name="note-start"),
    path("note/find/", quick.find_guest, name="note-find"),
    path("note/save/", quick.save_quick, name="quick-save"),
    path("<uuid:guest_id>/quick/<slug:wish_kind>/<uuid:row_id>/undo/", quick.undo_quick, name="quick-undo"),
    path("hints/name/", hints.name_hint, name="hint-name"),
    path("hints/region/", hints.region_hint, name="hint-region"),
    path("hints/contact/", hints.contact_hint, name="hint-contact"),
    path("hints/note/", hints.note_hint, name="hint-note"),
    path("hints/document/", hints.document_hint, name="hint-document"),
    path("tags/", tags.tag_list, name="tag-list"),
    path("tags/lifecycle/", tags.lifecycle, name="tag-lifecycle"),
    path("tags/groups/", tags.group_save, name="tag-group"),
    path("tags/<uuid:tag_id>/", tags.tag_edit, name="tag-edit"),
    path("tags/<uuid:tag_id>/rule/foresee/", tags.foresee, name="tag-rule-foresee"),
    path("tags/<uuid:tag_id>/rule/", tags.rule_save, name="tag-rule-save"),
    path("tags/<uuid:tag_id>/rule/drop/", tags.rule_drop, name="tag-rule-drop"),
    path("tags/<uuid:tag_id>/close/", tags.tag_close, name="tag-close"),
    path("tags/<uuid:tag_id>/remove/", tags.tag_remove, name="tag-remove"),
    path("tags/<uuid:tag_id>/join/", tags.tag_join, name="tag-join"),
    path("types/", types.type_list, name="type-list"),
    path("types/<slug:type_code>/close/", types.close_type, name="type-close"),
    path("types/<slug:type_code>/remove/", types.remove_type, name="type-remove"),
    path("<uuid:guest_id>/types/", classification.save_types, name="types-save"),
    path("<uuid:guest_id>/types/<uuid:record_id>/undo/", classification.undo_types, name="types-undo"),
    path("<uuid:guest_id>/types/card/", classification.types_card, name="types-card"),
    path("<uuid:guest_id>/types/dialog/", classification.types_dialog, name="types-dialog"),
    path("<uuid:guest_id>/evaluations/", classification.evaluations, name="evaluations"),
    path("<uuid:guest_id>/evaluations/add/", classification.evaluate, name="evaluation-add"),
    path(
        "<uuid:guest_id>/evaluations/<uuid:evaluation_id>/withdraw/",
        classification.withdraw,
        name="evaluation-withdraw",
    ),
    path("<uuid:guest_id>/", pages.guest_detail, name="guest-detail"),
    path("<uuid:guest_id>/companies/find/", tab_companies.find_company, name="company-find"),
    path("<uuid:guest_id>/edit/", editing.edit_guest, name="guest-edit"),
    path("<uuid:guest_id>/reveal/", revealing.reveal, name="reveal"),
    path("<uuid:guest_id>/notes/", notes.save_note, name="note-add"),
    path("<uuid:guest_id>/notes/dialog/", notes.note_dialog, name="note-dialog"),
    path("<uuid:guest_id>/notes/<uuid:note_id>/remove/", notes.drop_note, name="note-remove"),
]
