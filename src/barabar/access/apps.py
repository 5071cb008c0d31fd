from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "barabar.access"
    label = "access"
