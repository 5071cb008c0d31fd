from .issue import Issue
from .practice import Practice, Takeover
from .project import Campaign, Material, Partner, Project, ProjectResult
from .raising import Raising, RaisingFile
from .reading import Reading, Reply
from .step import IssueStep, StepOutcome

__all__ = [
    "Campaign",
    "Issue",
    "IssueStep",
    "Material",
    "Partner",
    "Practice",
    "Project",
    "ProjectResult",
    "Raising",
    "RaisingFile",
    "Reading",
    "Reply",
    "StepOutcome",
    "Takeover",
]
