from .allocation_share import AllocationShare
from .budget_document import BudgetDocument
from .budget_item import BudgetItem
from .exchange_rate import ExchangeRate
from .money_entry import MoneyEntry

__all__ = ["AllocationShare", "BudgetDocument", "BudgetItem", "ExchangeRate", "MoneyEntry"]
