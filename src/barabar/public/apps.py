from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "barabar.public"
    label = "public"
