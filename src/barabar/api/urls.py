from django.urls import path

from barabar.api.read import api

urlpatterns = [path("", api.urls)]
