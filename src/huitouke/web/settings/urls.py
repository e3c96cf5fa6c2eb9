"""Addresses of the settings."""

from django.urls import path

from huitouke.web.settings import views

app_name = "settings"
urlpatterns = [path("", views.settings, name="settings")]
