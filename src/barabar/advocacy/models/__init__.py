from .issue import Issue
from .practice import Practice, Takeover
from .project import Campaign, Material, Partner, Project, ProjectResult
from .raising import Raising, RaisingFile
from .reading import Reading, Reply
from .reading_file import ReadingFile
from .recommendation import Addressed, Recommendation, RecommendationTag, SourceDocument
from .recommendation_history import AnswerLink, FulfilmentState, RecommendationVersion
from .step import IssueStep, StepOutcome

__all__ = [
    "Addressed",
    "AnswerLink",
    "Campaign",
    "FulfilmentState",
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
    "ReadingFile",
    "Recommendation",
    "RecommendationTag",
    "RecommendationVersion",
    "Reply",
    "SourceDocument",
    "StepOutcome",
    "Takeover",
]
