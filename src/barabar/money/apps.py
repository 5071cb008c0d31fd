from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "barabar.money"
    label = "money"
