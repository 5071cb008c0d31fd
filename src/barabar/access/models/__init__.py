from .account import Account
from .api_token import ApiToken
from .membership import Membership
from .organisation import Organisation

__all__ = ["Account", "ApiToken", "Membership", "Organisation"]
