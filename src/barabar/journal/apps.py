from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "barabar.journal"
    label = "journal"
