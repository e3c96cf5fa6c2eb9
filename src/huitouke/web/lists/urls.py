"""The addresses that every list has, below the folder of its subject."""

from django.urls import URLPattern, path

from huitouke.web.lists import bulk, conditions, views
from huitouke.web.lists.faces import Face


def list_urls(face: Face) -> list[URLPattern]:
    """Conditions, views and acts on many of one subject."""
    of = {"face": face}
    return [
        path("bulk/export/", bulk.export_picked, of, name="bulk-export"),
        path("bulk/<uuid:act_id>/", bulk.act_detail, of, name="bulk-act"),
        path("bulk/<uuid:act_id>/progress/", bulk.progress, of, name="bulk-progress"),
        path("bulk/<uuid:act_id>/undo/", bulk.undo, of, name="bulk-undo"),
        path("bulk/<slug:bulk_kind>/", bulk.dialog, of, name="bulk-dialog"),
        path("bulk/<slug:bulk_kind>/start/", bulk.start, of, name="bulk-start"),
        path("conditions/", conditions.build, of, name="conditions"),
        path("conditions/live/", conditions.live, of, name="conditions-live"),
        path("conditions/count/", conditions.count, of, name="conditions-count"),
        path("conditions/count/list/", conditions.count_list, of, name="conditions-count-list"),
        path("views/", views.view_dialog, of, name="view-dialog"),
        path("views/keep/", views.keep, of, name="view-keep"),
        path("views/columns/", views.columns_dialog, of, name="view-columns"),
        path("views/columns/choose/", views.choose_columns, of, name="view-choose-columns"),
        path("views/<uuid:view_id>/delete/", views.drop, of, name="view-delete"),
        path("views/<uuid:view_id>/restore/", views.restore, of, name="view-restore"),
    ]
