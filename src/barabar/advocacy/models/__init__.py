from .issue import Issue
from .raising import Raising, RaisingFile
from .step import IssueStep, StepOutcome

__all__ = ["Issue", "IssueStep", "Raising", "RaisingFile", "StepOutcome"]
