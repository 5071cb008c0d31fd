from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "barabar.plans"
    label = "plans"
