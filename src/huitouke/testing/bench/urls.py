"""The product's addresses and, beside them, the bare views that its pages are measured against."""

from django.urls import include, path

from huitouke.testing.bench import views

urlpatterns = [
    path("bench/page/<int:queries>/<int:rows>/<int:size>/", views.bare_page, name="bench-bare-page"),
    path("bench/json/<int:queries>/<int:size>/", views.bare_json, name="bench-bare-json"),
    path("", include("huitouke.config.urls")),
]
