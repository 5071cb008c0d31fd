from .body import Body
from .commitment import Commitment, CommitmentState
from .conclusion import Conclusion
from .drafting import DraftingActor
from .event import Event
from .event_parts import AgendaItem, EventDocument, Participation, Session
from .footing import Footing
from .member import Member
from .minutes import Minutes
from .record_file import RecordFile
from .visit import Finding, Visit

__all__ = [
    "AgendaItem",
    "Body",
    "Commitment",
    "CommitmentState",
    "Conclusion",
    "DraftingActor",
    "Event",
    "EventDocument",
    "Finding",
    "Footing",
    "Member",
    "Minutes",
    "Participation",
    "RecordFile",
    "Session",
    "Visit",
]
