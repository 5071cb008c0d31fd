from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "barabar.messages"
    label = "barabar_messages"
