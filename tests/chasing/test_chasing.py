"""The chase desk: contacts kept, reminders by click and by schedule, one digest a person, who is away, what to expect."""

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from barabar.access.models import Account, Organisation
from barabar.chasing.actions.log_contact import log_contact
from barabar.chasing.actions.mark_absent import end_absence, mark_absent
from barabar.chasing.actions.remind import next_level, remind, remind_by_schedule
from barabar.chasing.actions.write_digests import write_digests
from barabar.chasing.calendar import Day, account_of_key, calendar, own_days, private_key
from barabar.chasing.catalogue import levels, schedule
from barabar.chasing.models import Absence, Contact
from barabar.chasing.queries import away, expected, last_contacts
from barabar.collection.actions.open_cycle import open_cycle
from barabar.collection.models import ReturnVersion
from barabar.messages.actions.send_messages import send_messages
from barabar.messages.models import Message
from barabar.reference.definitions import DefinitionsRejected
from barabar.reference.verdicts import Problems, Refused
from barabar.review.actions.approve_return import approve_return
from tests.factories import account_of, add_cycle, add_person, build_world, send

DUE = dt.date(2026, 3, 31)


@pytest.fixture
def world(db):
    world = build_world()
    for organisation in world.organisations.values():
        Organisation.objects.filter(pk=organisation.pk).update(email=f"{organisation.pk}@example.org", language="en")
    return world


def request_of(world, key):
    return world.return_of(key).request


def codes(caught):
    return [problem.code for problem in caught.value.problems]


# ------------------------------------------------------------------------------------------------- contacts


def test_a_contact_and_its_next_step_stand_on_the_desk_and_cannot_be_changed(world):
    officer, request = world.people["contact"], request_of(world, "ministry")
    log_contact(by=officer, request=request, kind="phone", said="Waits for the finance office.", on=dt.date(2026, 4, 2),
                next_step="Call again", next_on=dt.date(2026, 4, 9))  # fmt: skip
    log_contact(by=officer, request=request, kind="mail", said="Sent the workbook again.", on=dt.date(2026, 4, 3))
    touch = last_contacts(world.cycle)[request.return_of.pk]
    assert (touch.on, touch.kind, touch.next_step, touch.next_on) == (
        dt.date(2026, 4, 3), "mail", "Call again", dt.date(2026, 4, 9),
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Contact.objects.update(said="")


def test_a_contact_without_words_of_the_future_or_backwards_is_refused_all_at_once(world):
    with pytest.raises(Problems) as caught:
        log_contact(by=world.people["contact"], request=request_of(world, "ministry"), kind="fax", said=" ",
                    on=timezone.localdate() + dt.timedelta(days=3), next_on=dt.date(2020, 1, 1))  # fmt: skip
    assert codes(caught) == ["kind", "said", "day", "next"]


def test_only_who_follows_a_reporter_may_contact_or_remind(world):
    with pytest.raises(Refused, match="does not follow whether this institution"):
        remind(by=world.people["education"], request=request_of(world, "ministry"))
    assert remind(by=world.people["committee"], request=request_of(world, "education")).level == "friendly"


# ------------------------------------------------------------------------------------------------ reminders


def test_reminders_rise_from_friendly_to_the_superior_with_the_facts_in_them(world):
    officer, request = world.people["contact"], request_of(world, "education")
    first = remind(by=officer, request=request, today=dt.date(2026, 3, 20))
    assert first.message.to == "education@example.org"
    assert "Annual reporting 2025" in first.message.subject and "31 March 2026" in first.message.subject
    assert "Measures asked: 1; still open: 1." in first.message.text
    assert f"/office/requests/{request.return_of.pk}/" in first.message.text
    second = remind(by=officer, request=request, today=dt.date(2026, 4, 7))
    assert (second.level, second.message.to) == (
        "formal",
        "education@example.org",
    ) and "(7 days)" in second.message.text
    third = remind(by=officer, request=request, today=dt.date(2026, 4, 21))
    assert third.level == "superior" and third.message.to == "municipality@example.org"
    assert next_level(request) == "superior"


def test_a_reminder_is_in_the_readers_language(world):
    Organisation.objects.filter(pk="ministry").update(language="sq")
    written = remind(by=world.people["contact"], request=request_of(world, "ministry"))
    assert "raporti juaj pritet më" in written.message.subject and written.message.language == "sq"


def test_nobody_is_reminded_of_what_was_sent_twice_a_day_or_without_an_address(world):
    officer = world.people["contact"]
    send(world, "ministry")
    with pytest.raises(Problems) as caught:
        remind(by=officer, request=request_of(world, "ministry"))
    assert codes(caught) == ["sent-already"]
    remind(by=officer, request=request_of(world, "education"), level="formal")
    with pytest.raises(Problems) as caught:
        remind(by=officer, request=request_of(world, "education"), level="formal")
    assert codes(caught) == ["today-already"]
    Organisation.objects.filter(pk="housing").update(email="")
    with pytest.raises(Problems) as caught:
        remind(by=officer, request=request_of(world, "housing"))
    assert codes(caught) == ["no-address"]
    with pytest.raises(Problems) as caught:
        remind(by=officer, request=request_of(world, "education"), level="angry")
    assert codes(caught) == ["level"]


def test_the_schedule_writes_each_reminder_once_and_never_a_flood(world):
    """Walked day by day, from a month before the due date to two months after it."""
    send(world, "ministry")
    written = []
    for offset in range(-30, 60):
        day = DUE + dt.timedelta(days=offset)
        written += [(offset, one.request.organisation_id, one.level) for one in remind_by_schedule(day)]
        assert remind_by_schedule(day) == []
    assert not [one for one in written if one[1] == "ministry"]
    assert [(day, level) for day, who, level in written if who == "education"] == [
        (-14, "friendly"), (-3, "friendly"), (7, "formal"), (21, "superior"),
    ]  # fmt: skip


def test_a_schedule_that_slept_makes_up_for_the_newest_reminder_only(world):
    made = [one for one in remind_by_schedule(DUE + dt.timedelta(days=30)) if one.request.organisation_id == "housing"]
    assert [one.level for one in made] == ["superior"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("reminders", "{key: x, title: t, to: pope, subject: s, text: t}", "'pope' is not known here"),
        ("reminders", '{key: x, title: t, to: institution, subject: "{moon}", text: t}', "{moon} is not a place here"),
        ("reminder_schedule", "{key: x, day: soon, level: friendly, stages: [started]}", "not a whole number of days"),
        ("reminder_schedule", "{key: x, day: 1, level: friendly, stages: [approved]}", "not a stage to be reminded in"),
    ],
)
def test_a_wrong_definition_is_named_with_its_line(own_definitions, file, text, said):
    (own_definitions / f"{file}.yaml").write_text(f"- {text}\n")
    with pytest.raises(DefinitionsRejected, match=f"{file}.yaml, line 1: .*{said}"):
        (levels if file == "reminders" else schedule)()


# ------------------------------------------------------------------------------------------------- messages


def test_messages_wait_without_a_server_and_one_bad_address_keeps_no_other_back(world, settings, monkeypatch):
    officer = world.people["contact"]
    for key in ("education", "housing", "ministry"):
        remind(by=officer, request=request_of(world, key))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert send_messages().waiting == 3
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    whole = mail.EmailMessage.send

    def broken(self, *given, **more):
        if self.to == ["housing@example.org"]:
            raise SMTPServerDisconnected("gone away")
        return whole(self, *given, **more)

    monkeypatch.setattr(mail.EmailMessage, "send", broken)
    done = send_messages()
    assert (done.sent, done.failed, done.waiting) == (2, 1, 1)
    assert Message.objects.get(to="housing@example.org").error == "SMTPServerDisconnected: gone away"
    for _again in range(6):
        send_messages()
    assert Message.objects.get(to="housing@example.org").state == "failed" and len(mail.outbox) == 2


def test_each_person_gets_one_digest_a_day_and_nobody_an_empty_one(world):
    send(world, "education")
    today = dt.date(2026, 4, 1)
    made = {message.to: message.text for message in write_digests(today)}
    assert write_digests(today) == []
    assert "1 return waits for your review" in made["committee_member.committee@example.org"]
    assert "Annual reporting 2025: to be sent by 31 March 2026" in made["reporter.housing@example.org"]
    assert "civil_society_monitor.society@example.org" not in made and "reporter.education@example.org" not in made


# ---------------------------------------------------------------------------------------- absence and calendar


def test_who_is_away_is_shown_with_the_replacement_who_gets_the_digest(world):
    housing = account_of(world.people["housing"])
    other = account_of(add_person(world.organisations["housing"], "community_officer", name="Replacement"))
    today = timezone.localdate()
    absence = mark_absent(
        by=world.people["housing"], account=housing, since=today, until=today + dt.timedelta(days=9), replacement=other
    )
    (one,) = away({"housing", "education"})["housing"]
    assert (one.who, one.replacement) == (housing, other)
    made = {message.to: message.text for message in write_digests(today)}
    assert housing.email not in made and f"For {housing.name}, who is away:" in made[other.email]
    end_absence(by=world.people["housing"], absence=absence)
    assert not Absence.objects.exists()


def test_a_wrong_absence_is_refused(world):
    housing, education = account_of(world.people["housing"]), account_of(world.people["education"])
    with pytest.raises(Problems) as caught:
        mark_absent(by=world.people["housing"], account=housing, since=dt.date(2026, 5, 9), until=dt.date(2026, 5, 1),
                    replacement=education)  # fmt: skip
    assert codes(caught) == ["until", "replacement"]
    with pytest.raises(Refused):
        mark_absent(by=world.people["education"], account=housing, since=dt.date(2026, 5, 1), until=dt.date(2026, 5, 9))


def test_the_calendar_file_follows_the_standard():
    now = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    days = [Day("a", dt.date(2026, 3, 31), "Due; all, of it\nnow \\", "Ë" * 60)]
    text = calendar("Barabar", days, now)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and text.endswith("END:VCALENDAR\r\n")
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:Due\\; all\\, of it\\nnow \\\\\r\n" in unfolded and f"DESCRIPTION:{'Ë' * 60}\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20260331\r\nDTEND;VALUE=DATE:20260401\r\n" in unfolded
    assert "DTSTAMP:20260301T120000Z" in unfolded


def test_a_private_calendar_stops_with_a_new_password(world, client):
    account = account_of(world.people["housing"])
    address = reverse("office:own-calendar", args=[private_key(account)])
    page = client.get(address)
    assert page["Content-Type"].startswith("text/calendar") and "DTSTART;VALUE=DATE:20260331" in page.content.decode()
    assert [day.on for day in own_days(account)] == [DUE]
    account.set_password("another long password")
    account.save()
    assert client.get(address).status_code == 404 and account_of_key("nonsense") is None


# ---------------------------------------------------------------------------------------------- expectation


def test_the_expected_day_is_the_due_day_and_the_median_of_past_delays(world):
    """The ministry was 4, 10 and 16 days late before: the median is 10. The others never reported: everybody's median."""
    for year, late in ((2022, 4), (2023, 10), (2024, 16)):
        cycle = add_cycle(year)
        open_cycle(by=world.people["contact"], cycle=cycle)
        return_ = world.return_of("ministry", cycle)
        sent_at = timezone.make_aware(dt.datetime(year + 1, 3, 31, 10)) + dt.timedelta(days=late)
        ReturnVersion.objects.create(of=return_, number=1, content={}, sha256="", sent_at=sent_at, sent_by="x")
    found = expected(world.cycle, ["ministry", "housing"], today=dt.date(2026, 3, 1))
    assert (found["ministry"].on, found["ministry"].own) == (dt.date(2026, 4, 10), True)
    assert (found["housing"].on, found["housing"].own) == (dt.date(2026, 4, 10), False)
    late = expected(world.cycle, ["ministry"], today=dt.date(2026, 6, 1))
    assert late["ministry"].on == dt.date(2026, 6, 1)


def test_without_any_past_nothing_is_expected(world):
    assert expected(world.cycle, ["ministry"])["ministry"].on is None


# ---------------------------------------------------------------------------------------------------- pages


def test_one_click_reminds_and_the_desk_shows_it(world, client):
    client.force_login(account_of(world.people["contact"]))
    return_ = world.return_of("ministry")
    page = client.get(reverse("office:contacts", args=[return_.pk])).content.decode()
    assert "Dear colleagues of Ministry" in page and "No contact yet" in page
    assert client.post(reverse("office:remind", args=[return_.pk])).status_code == 302
    assert len(mail.outbox) == 1 and mail.outbox[0].to == ["ministry@example.org"]
    noted = {"kind": "phone", "on": "", "said": "Promised for Friday", "next_step": "Check", "next_on": "2099-01-01"}
    assert client.post(reverse("office:contacts", args=[return_.pk]), noted).status_code == 302
    desk = client.get(reverse("office:chase")).content.decode()
    assert "Phone call" in desk and "Check" in desk
    approve_return(by=world.people["contact"], return_=send(world, "ministry"))
    assert "nothing to remind of" in client.get(reverse("office:contacts", args=[return_.pk])).content.decode()


def test_the_contacts_of_a_foreign_reporter_are_not_found(world, client):
    client.force_login(account_of(world.people["education"]))
    assert client.get(reverse("office:contacts", args=[world.return_of("ministry").pk])).status_code == 404


def test_an_absence_is_noted_on_the_own_page(world, client):
    client.force_login(account_of(world.people["housing"]))
    today = timezone.localdate().isoformat()
    assert (
        client.post(reverse("office:absences"), {"since": today, "until": today, "replacement": ""}).status_code == 302
    )
    page = client.get(reverse("office:absences")).content.decode()
    assert "I am back" in page and "/office/calendar/" in page
    client.post(reverse("office:absence-back", args=[Absence.objects.get().pk]))
    assert not Absence.objects.exists() and Account.objects.filter(absences=None).exists()
