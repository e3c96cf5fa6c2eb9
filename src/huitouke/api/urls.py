"""The addresses under /api/v1/. Whatever is not one of them is refused as a problem too."""

from django.urls import URLPattern, include, path, re_path

from huitouke.api.app import api
from huitouke.api.door import address_unknown, through_door

_patterns, _app_name, _namespace = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = through_door(_pattern.callback)

urlpatterns = [
    path("", include((_patterns, _app_name), namespace=_namespace)),
    re_path(r"", address_unknown),
]
