from .territory import Territory

__all__ = ["Territory"]
