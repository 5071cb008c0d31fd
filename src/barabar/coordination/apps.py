from django.apps import AppConfig
from django.utils.module_loading import import_string


class CoordinationConfig(AppConfig):
    name = "barabar.coordination"
    label = "coordination"

    def ready(self) -> None:
        """Open commitments are asked in returns. Loaded by name: models exist only once every room is there."""
        import_string("barabar.coordination.asking.register")()
