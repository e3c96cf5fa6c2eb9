"""Addresses of the files that somebody asked for."""

from django.urls import path

from huitouke.web.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.order_list, name="export-list"),
    *(
        path(f"new/{kind}/", views.order_new, {"face": face}, name=f"export-new-{kind}")
        for kind, face in views.FACES.items()
    ),
    path("<uuid:order_id>/", views.order_detail, name="export-detail"),
    path("<uuid:order_id>/progress/", views.progress, name="export-progress"),
    path("<uuid:order_id>/file/", views.fetch, name="export-file"),
    path("<uuid:order_id>/delete/", views.delete, name="export-delete"),
]
