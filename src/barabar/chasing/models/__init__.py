from .absence import Absence
from .contact import Contact

__all__ = ["Absence", "Contact"]
