from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "barabar.reference"
    label = "reference"
