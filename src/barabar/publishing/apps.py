from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "barabar.publishing"
    label = "publishing"
