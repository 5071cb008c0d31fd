from django.apps import AppConfig


class ChasingConfig(AppConfig):
    name = "barabar.chasing"
    label = "chasing"
