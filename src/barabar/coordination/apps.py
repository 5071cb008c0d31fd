from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "barabar.coordination"
    label = "coordination"
