from django.urls import path

from barabar.api.push import exchange
from barabar.api.read import api

api.add_router("", exchange)

urlpatterns = [path("", api.urls)]
