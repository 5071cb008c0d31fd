from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "barabar.operations"
    label = "operations"
