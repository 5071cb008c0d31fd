from .body import Body
from .event import Event
from .event_parts import AgendaItem, EventDocument, Participation, Session
from .member import Member
from .minutes import Minutes

__all__ = ["AgendaItem", "Body", "Event", "EventDocument", "Member", "Minutes", "Participation", "Session"]
