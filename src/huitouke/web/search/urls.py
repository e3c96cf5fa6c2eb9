"""Address of the search box."""

from django.urls import path

from huitouke.web.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="guests")]
