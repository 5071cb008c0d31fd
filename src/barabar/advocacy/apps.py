from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "barabar.advocacy"
    label = "advocacy"
