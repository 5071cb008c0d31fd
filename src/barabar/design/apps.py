from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "barabar.design"
    label = "design"
