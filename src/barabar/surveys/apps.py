from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "barabar.surveys"
    label = "surveys"
