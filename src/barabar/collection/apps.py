from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "barabar.collection"
    label = "collection"
