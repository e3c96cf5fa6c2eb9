"""Addresses of the imports."""

from django.urls import path

from huitouke.web.imports import reports, take_back, uploads

app_name = "imports"
urlpatterns = [
    path("", uploads.import_list, name="import-list"),
    path("upload/", uploads.upload, name="import-upload"),
    path("upload/<uuid:upload_id>/", uploads.preview, name="import-preview"),
    path("<uuid:run_id>/", reports.import_detail, name="import-detail"),
    path("<uuid:run_id>/progress/", reports.progress, name="import-progress"),
    path("<uuid:run_id>/take-back/", take_back.take_back, name="import-take-back"),
    path("<uuid:run_id>/report.csv", reports.report_csv, name="import-report"),
]
