"""Addresses of the imports."""

from django.urls import path

from huitouke.web.imports import acts, checks, columns, reports, take_back, uploads

app_name = "imports"
urlpatterns = [
    path("", uploads.import_list, name="import-list"),
    path("upload/", uploads.upload, name="import-upload"),
    path("mappings/", acts.mapping_list, name="mapping-list"),
    path("mappings/<uuid:mapping_id>/delete/", acts.mapping_delete, name="mapping-delete"),
    path("<uuid:run_id>/", reports.import_detail, name="import-detail"),
    path("<uuid:run_id>/columns/", columns.columns, name="import-columns"),
    path("<uuid:run_id>/check/", checks.check, name="import-check"),
    path("<uuid:run_id>/cancel/", acts.cancel, name="import-cancel"),
    path("<uuid:run_id>/resume/", acts.resume, name="import-resume"),
    path("<uuid:run_id>/progress/", reports.progress, name="import-progress"),
    path("<uuid:run_id>/take-back/", take_back.take_back, name="import-take-back"),
    path("<uuid:run_id>/refused.<str:form>", reports.refused, name="import-refused"),
    path("<uuid:run_id>/report.<str:form>", reports.report, name="import-report"),
]
