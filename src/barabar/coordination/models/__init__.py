from .body import Body
from .commitment import Commitment, CommitmentState
from .conclusion import Conclusion
from .event import Event
from .event_parts import AgendaItem, EventDocument, Participation, Session
from .member import Member
from .minutes import Minutes
from .visit import Finding, Visit

__all__ = [
    "AgendaItem",
    "Body",
    "Commitment",
    "CommitmentState",
    "Conclusion",
    "Event",
    "EventDocument",
    "Finding",
    "Member",
    "Minutes",
    "Participation",
    "Session",
    "Visit",
]
