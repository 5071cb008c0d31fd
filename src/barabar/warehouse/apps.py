from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    name = "barabar.warehouse"
    label = "warehouse"
