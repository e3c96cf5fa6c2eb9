"""Every address of the product."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from huitouke.web.base.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("api/v1/", include("huitouke.api.urls")),
    path("accounts/", include("huitouke.web.base.account_urls")),
    path("", include("huitouke.web.urls")),
]
