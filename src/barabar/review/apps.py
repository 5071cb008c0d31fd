from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "barabar.review"
    label = "review"
