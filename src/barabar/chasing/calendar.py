"""Due dates as a calendar file (iCalendar, RFC 5545): the person's own by a private address, an economy's for everybody."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

from barabar.access.models import Account, Membership
from barabar.chasing.models import Contact
from barabar.collection.models import Cycle, Request

SALT = "barabar.calendar"
LINE = 75


@dataclass(frozen=True)
class Day:
    """One day in a calendar, or the days to `until`. `key` is unique and stays, so that a changed date moves the entry."""

    key: str
    on: dt.date
    title: str
    text: str = ""
    address: str = ""
    until: dt.date | None = None


def calendar(name: str, days: Iterable[Day], now: dt.datetime) -> str:
    """The calendar as text with CRLF, lines folded at 75 octets."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Barabar//Barabar//EN", f"X-WR-CALNAME:{_escaped(name)}"]
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for one in days:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.key}@barabar", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{one.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{(one.until or one.on) + dt.timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(one.title)}",
            *([f"DESCRIPTION:{_escaped(one.text)}"] if one.text else []),
            *([f"URL:{one.address}"] if one.address else []),
            "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Never in the middle of a character."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LINE:
            yield part
            part = " "
        part += character
    yield part


def private_key(account: Account) -> str:
    """The account's own calendar address; a new password makes a new one, and the old address stops."""
    return signing.dumps([account.pk, account.password[-12:]], salt=SALT)


def account_of_key(key: str) -> Account | None:
    try:
        pk, mark = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    account = Account.objects.filter(pk=pk, is_active=True).first()
    return account if account and account.password[-12:] == mark else None


def own_days(account: Account) -> list[Day]:
    """Due dates of the person's institutions, and the next steps that the person agreed."""
    own = Membership.objects.filter(account=account, until=None).values("organisation")
    requests = Request.objects.filter(organisation__in=own, cycle__state="open").select_related(
        "cycle", "organisation", "return_of"
    )
    days = [
        Day(f"request-{one.pk}", one.due_on, str(one.cycle.title), str(one.organisation.name),
            f"{settings.ADDRESS}office/requests/{one.return_of.pk}/")
        for one in requests
    ]  # fmt: skip
    steps = Contact.objects.filter(by=account.name, next_on__isnull=False).select_related("request__organisation")
    days += [Day(f"contact-{one.pk}", one.next_on, one.next_step, str(one.request.organisation.name)) for one in steps]
    return days


def public_days(economy: str) -> list[Day]:
    """The cycles of an economy: when they open and when returns are due."""
    days = []
    for cycle in Cycle.objects.filter(economy=economy).exclude(state="draft"):
        days.append(Day(f"{cycle.pk}-due", cycle.due_on, str(cycle.title)))
    return days
