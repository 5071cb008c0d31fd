from .adoption_act import AdoptionAct
from .budget_line import BudgetLine
from .measure import Measure
from .plan import Plan
from .plan_document import PlanDocument
from .plan_node import PlanNode
from .planned_indicator import PlannedIndicator, YearlyTarget

__all__ = [
    "AdoptionAct", "BudgetLine", "Measure", "Plan", "PlanDocument", "PlanNode", "PlannedIndicator", "YearlyTarget",
]  # fmt: skip
