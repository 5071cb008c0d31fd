from .account import Account
from .membership import Membership
from .organisation import Organisation

__all__ = ["Account", "Membership", "Organisation"]
