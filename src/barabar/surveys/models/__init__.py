from .estimate import Estimate

__all__ = ["Estimate"]
