from django.apps import AppConfig
from django.utils.module_loading import import_string


class CoordinationConfig(AppConfig):
    name = "barabar.coordination"
    label = "coordination"

    def ready(self) -> None:
        """Open commitments are asked in returns and named in digests; visits have a field form. Loaded by name: models exist only now."""
        for module in ("asking", "reminding", "field_visits"):
            import_string(f"barabar.coordination.{module}.register")()
