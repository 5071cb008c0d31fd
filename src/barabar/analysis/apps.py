from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "barabar.analysis"
    label = "analysis"
