"""The words for states, in noun or impersonal form: one label must fit a measure, a plan and a report."""

from django.utils.translation import pgettext_lazy

# key: (shape, tone, word)
STATES = {
    # how a measure stands
    "completed": ("completed", "done", pgettext_lazy("state", "Completed")),
    "on_track": ("on_track", "ok", pgettext_lazy("state", "On track")),
    "at_risk": ("at_risk", "risk", pgettext_lazy("state", "At risk")),
    "delayed": ("delayed", "late", pgettext_lazy("state", "Delayed")),
    "not_started": ("not_started", "none", pgettext_lazy("state", "Not started")),
    "partly": ("half", "risk", pgettext_lazy("state", "Partly completed")),
    # where a return, a plan or a report stands
    "draft": ("not_started", "none", pgettext_lazy("state", "Draft")),
    "submitted": ("half", "ok", pgettext_lazy("state", "Submitted")),
    "in_review": ("half", "ok", pgettext_lazy("state", "In review")),
    "returned": ("returned", "risk", pgettext_lazy("state", "Returned for correction")),
    "approved": ("completed", "done", pgettext_lazy("state", "Approved")),
    "published": ("completed", "done", pgettext_lazy("state", "Published")),
    "overdue": ("delayed", "late", pgettext_lazy("state", "Overdue")),
    "not_due": ("dash", "none", pgettext_lazy("state", "Not yet due")),
    "no_data": ("dash", "none", pgettext_lazy("state", "No data")),
}

VALUE_STATES = {
    "reported": pgettext_lazy("value state", "reported"),
    "missing": pgettext_lazy("value state", "not reported"),
    "not_applicable": pgettext_lazy("value state", "not applicable"),
    "not_due": pgettext_lazy("value state", "not yet due"),
    "refused": pgettext_lazy("value state", "answer refused"),
    "suppressed": pgettext_lazy("value state", "hidden to protect people"),
}
