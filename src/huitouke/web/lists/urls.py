"""The addresses that every list has, below the folder of its subject."""

from django.urls import URLPattern, path

from huitouke.web.lists import conditions, views
from huitouke.web.lists.faces import Face


def list_urls(face: Face) -> list[URLPattern]:
    """Conditions and views of one subject."""
    of = {"face": face}
    return [
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
