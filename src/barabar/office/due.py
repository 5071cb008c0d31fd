"""A due date as a chip: how many days are left, or how late it is."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from barabar.collection.models import Return
from barabar.collection.states import FILLABLE
from barabar.design.figures import day

SOON = 14


@dataclass(frozen=True)
class Due:
    """`days` is how many are left; below zero, how many it is late. `kind` is the chip's."""

    on: dt.date
    days: int
    kind: str
    words: str

    @property
    def sentence(self) -> str:
        return _("Due: %(date)s · %(words)s") % {"date": day(self.on), "words": self.words}


def due_of(return_: Return, today: dt.date | None = None) -> Due:
    """For a return still to be sent, seen from today; for one that was sent, from the day it was sent."""
    due_on = return_.request.due_on
    if return_.state not in FILLABLE and return_.submitted_at:
        late = (timezone.localdate(return_.submitted_at) - due_on).days
        words = (
            _("sent in time")
            if late <= 0
            else ngettext("sent %(days)s day late", "sent %(days)s days late", late) % {"days": late}
        )
        return Due(due_on, -late, "ok" if late <= 0 else "due", words)
    left = (due_on - (today or timezone.localdate())).days
    if left < 0:
        return Due(due_on, left, "late", ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left})
    words = _("today") if left == 0 else ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    return Due(due_on, left, "due" if left <= SOON else "plain", words)
