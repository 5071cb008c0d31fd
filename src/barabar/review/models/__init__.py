from .approved import ApprovedNarrative, ApprovedValue
from .decision import Decision
from .remark import Remark

__all__ = ["ApprovedNarrative", "ApprovedValue", "Decision", "Remark"]
