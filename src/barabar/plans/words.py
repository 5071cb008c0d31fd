"""The plans room's keys in the reader's words: what the screens, files and commands print for them."""

from django.utils.translation import pgettext_lazy

STATUS = {
    "draft": pgettext_lazy("plan", "Draft"),
    "adopted": pgettext_lazy("plan", "Adopted"),
    "ended": pgettext_lazy("plan", "Ended"),
    "replaced": pgettext_lazy("plan", "Replaced by another plan"),
}
# A plan's status as a key of the design room's states.
STATUS_STATES = {"draft": "draft", "adopted": "approved", "ended": "completed", "replaced": "not_due"}
FOCUS = {
    "targeted": pgettext_lazy("focus", "Targeted"),
    "mainstream": pgettext_lazy("focus", "Mainstream"),
}
KIND = {
    "structure": pgettext_lazy("kind of indicator", "Structure"),
    "process": pgettext_lazy("kind of indicator", "Process"),
    "output": pgettext_lazy("kind of indicator", "Output"),
    "outcome": pgettext_lazy("kind of indicator", "Outcome"),
}
AGGREGATION = {
    "sum": pgettext_lazy("aggregation", "Values add up"),
    "ratio": pgettext_lazy("aggregation", "Share: parts and wholes add up, never percentages"),
    "latest": pgettext_lazy("aggregation", "Stock: the latest value counts"),
    "max": pgettext_lazy("aggregation", "The largest value counts"),
    "none": pgettext_lazy("aggregation", "Values are not combined"),
}
DIRECTION = {
    "up": pgettext_lazy("direction", "More is better"),
    "down": pgettext_lazy("direction", "Less is better"),
}
TARGET_TYPE = {
    "threshold": pgettext_lazy("type of target", "At least a level"),
    "proportional": pgettext_lazy("type of target", "In proportion to another quantity"),
    "either_or": pgettext_lazy("type of target", "Either of two ways"),
    "all": pgettext_lazy("type of target", "All without exception"),
    "exists": pgettext_lazy("type of target", "Something exists"),
    "cut_gap": pgettext_lazy("type of target", "Cut the gap by a share"),
    "cut_level": pgettext_lazy("type of target", "Cut the level by a share"),
    "raise_level": pgettext_lazy("type of target", "Raise the level by a share"),
    "reach_level": pgettext_lazy("type of target", "Reach a level by a date"),
}
# The fields of an entry, as the list of an import's changes names them.
FIELDS = {
    "code": pgettext_lazy("field", "code"),
    "title": pgettext_lazy("field", "title"),
    "parent": pgettext_lazy("field", "place in the tree"),
    "description": pgettext_lazy("field", "description"),
    "stated_total": pgettext_lazy("field", "stated total"),
    "kind": pgettext_lazy("field", "kind of entry"),
    "sectors": pgettext_lazy("field", "sectors"),
    "responsible": pgettext_lazy("field", "responsible body"),
    "responsible_as_written": pgettext_lazy("field", "responsible body as written"),
    "partners": pgettext_lazy("field", "partners"),
    "partners_as_written": pgettext_lazy("field", "partners as written"),
    "deadline": pgettext_lazy("field", "deadline"),
    "deadline_as_written": pgettext_lazy("field", "deadline as written"),
    "notes": pgettext_lazy("field", "notes"),
    "indicators": pgettext_lazy("field", "indicators"),
    "budget": pgettext_lazy("field", "money"),
}
CHANGE = {
    "added": pgettext_lazy("change", "New"),
    "changed": pgettext_lazy("change", "Changed"),
    "removed": pgettext_lazy("change", "Removed"),
}


def in_words(table: dict, key: str) -> str:
    return str(table.get(key, key))
