from django.urls import path

from barabar.api.advocacy import advocacy
from barabar.api.coordination import coordination
from barabar.api.publications import publications
from barabar.api.push import exchange
from barabar.api.read import api
from barabar.api.recommendations import recommendations
from barabar.api.tables import tables

api.add_router("", exchange)
api.add_router("", tables)
api.add_router("", advocacy)
api.add_router("", coordination)
api.add_router("", publications)
api.add_router("", recommendations)

urlpatterns = [path("", api.urls)]
