"""The addresses under /api/v1/. Whatever is not one of them is refused as a problem too."""

from django.urls import URLPattern, include, path, re_path

from huitouke.api.app import api
from huitouke.api.door import address_unknown, through_door
from huitouke.api.idempotency import SECRETS, UPLOADS, path_of, writes_of

_patterns, _app_name, _namespace = api.urls
_paths = api.get_openapi_schema(path_prefix="/")["paths"]
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _route = str(_pattern.pattern)
        _pattern.callback = through_door(
            _pattern.callback,
            writes_of(_route, _paths),
            tells_secret=path_of(_route) in SECRETS,
            takes_file=path_of(_route) in UPLOADS,
        )

urlpatterns = [
    path("", include((_patterns, _app_name), namespace=_namespace)),
    re_path(r"", address_unknown),
]
