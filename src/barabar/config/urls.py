"""Root addresses: the public site at /, the office at /office/, the API at /api/."""

from django.urls import include, path

urlpatterns = [
    path("office/", include("barabar.office.urls")),
    path("api/", include("barabar.api.urls")),
    path("", include("barabar.public.urls")),
]
