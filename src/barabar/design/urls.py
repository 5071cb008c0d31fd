"""The style guide: every component with sample data. Include it in development only."""

from django.urls import path

from barabar.design.guide import guide

app_name = "design"
urlpatterns = [path("design/guide/", guide, name="guide")]
