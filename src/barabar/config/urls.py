"""Root addresses: the public site at /, the office at /office/, the API at /api/."""

from django.conf import settings
from django.urls import include, path

handler500 = "barabar.config.errors.server_error"

urlpatterns = [
    path("office/", include("barabar.office.urls")),
    path("api/", include("barabar.api.urls")),
    path("", include("barabar.public.urls")),
]
if settings.DEBUG:
    urlpatterns.insert(0, path("", include("barabar.design.urls")))
