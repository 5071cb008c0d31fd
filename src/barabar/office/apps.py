from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "barabar.office"
    label = "office"
