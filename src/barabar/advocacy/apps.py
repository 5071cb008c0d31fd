from django.apps import AppConfig
from django.utils.module_loading import import_string


class AdvocacyConfig(AppConfig):
    name = "barabar.advocacy"
    label = "advocacy"

    def ready(self) -> None:
        """Readings have a field form. Loaded by name: models exist only now."""
        import_string("barabar.advocacy.field_readings.register")()
