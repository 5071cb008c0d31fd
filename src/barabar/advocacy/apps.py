from django.apps import AppConfig
from django.utils.module_loading import import_string


class AdvocacyConfig(AppConfig):
    name = "barabar.advocacy"
    label = "advocacy"

    def ready(self) -> None:
        """Readings have a field form, issues stand in the daily digest. Loaded by name: models exist only now."""
        for module in ("field_readings", "digest"):
            import_string(f"barabar.advocacy.{module}.register")()
