"""Addresses of consent, files, copies, erasures, and of the settings that belong to them."""

from django.urls import path

from huitouke.web.privacy import consents, copies, erasing, files, purposes, registration

app_name = "privacy"
urlpatterns = [
    path("guests/<uuid:guest_id>/consents/", consents.record, name="consent-record"),
    path("guests/<uuid:guest_id>/consents/stop/", consents.stop, name="consent-stop"),
    path("guests/<uuid:guest_id>/registration/", registration.show, name="registration-show"),
    path("guests/<uuid:guest_id>/copy/", copies.copy_page, name="copy-page"),
    path("guests/<uuid:guest_id>/copy.json", copies.copy_file, name="copy-file"),
    path("guests/<uuid:guest_id>/erase/", erasing.erase, name="guest-erase"),
    path("files/<slug:owner_kind>/<uuid:owner_id>/", files.add, name="file-add"),
    path("files/<uuid:file_id>/", files.download, name="file-download"),
    path("files/<uuid:file_id>/look/", files.look, name="file-look"),
    path("files/<uuid:file_id>/picture/", files.picture, name="file-picture"),
    path("files/<uuid:file_id>/remove/", files.remove, name="file-remove"),
    path("files/<uuid:file_id>/restore/", files.restore, name="file-restore"),
    path("settings/purposes/", purposes.purpose_list, name="purpose-list"),
    path("settings/purposes/new/", purposes.purpose_new, name="purpose-new"),
    path("settings/purposes/<slug:purpose_code>/", purposes.purpose_detail, name="purpose-detail"),
    path("settings/purposes/<slug:purpose_code>/close/", purposes.close, name="purpose-close"),
    path("settings/retention/", purposes.retention, name="retention-list"),
    path("settings/erasures/", erasing.erasure_list, name="erasure-list"),
    path("settings/erasures/<uuid:erasure_id>/", erasing.erasure_detail, name="erasure-detail"),
]
