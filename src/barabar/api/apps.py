from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "barabar.api"
    label = "api"
