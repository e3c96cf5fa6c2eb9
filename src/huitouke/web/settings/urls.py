"""Addresses of the settings."""

from django.urls import path

from huitouke.web.settings import backups, views

app_name = "settings"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("backups/", backups.backups, name="backups"),
    path("backups/start/", backups.backup_start, name="backup-start"),
]
