"""Part 1 of the regional template: institutional arrangement. Offices, never names of persons."""

from django.utils.translation import gettext as _

from barabar.coordination.catalogue import body_areas, body_kinds, body_roles, mandates, meeting_rhythms
from barabar.coordination.models import Body, Member
from barabar.publishing.document.model import (
    Align,
    Block,
    Column,
    DefinitionList,
    Heading,
    Link,
    Notice,
    NoticeKind,
    Row,
    Table,
)
from barabar.publishing.report import Page
from barabar.reference.definitions import title_of

OFFICE_KINDS = ("contact_point", "secretariat")


def build(page: Page) -> list[Block]:
    report = page.report
    office = report.contact_point
    blocks: list[Block] = [
        Heading(1, _("1. Institutional arrangement"), "institutions"),
        Heading(2, _("General information"), "general-information"),
        DefinitionList(
            (
                (page.said(_("Reporting year")), page.said(str(report.scope.period))),
                (page.said(_("Economy")), page.said(report.economy.title)),
                *_plans(page),
            )
        ),
        Heading(2, _("National contact point"), "contact-point"),
        DefinitionList(
            (
                (page.said(_("Institution")), page.said(office.name if office else "")),
                (page.said(_("E-mail of the office")), page.said(office.email if office else "")),
                (page.said(_("Phone of the office")), page.said(office.phone if office else "")),
            )
        ),
    ]
    for body in (body for kind in OFFICE_KINDS for body in report.bodies.get(kind, [])):
        blocks += _members(page, body)
    blocks.append(Heading(2, _("Inter-disciplinary body"), "inter-disciplinary-body"))
    bodies = report.bodies.get("interdisciplinary", [])
    for body in bodies:
        blocks += [DefinitionList(_about(page, body)), *_members(page, body)]
    if not bodies:
        blocks.append(_nothing(page, _("No inter-disciplinary body is recorded for this period.")))
    blocks += [Heading(2, _("Mandate of the body and its members"), "mandate"), *_mandates(page, bodies)]
    blocks += [Heading(2, _("Time frame and documents"), "documents"), *_frames(page, bodies)]
    return [*blocks, *_others(page)]


def _nothing(page: Page, sentence: str) -> Notice:
    return Notice(NoticeKind.NO_DATA, page.said(sentence))


def _title(page: Page, things: dict, key: str) -> str:
    return page.plain(title_of(things, key)) if key else "–"


def _about(page: Page, body: Body) -> tuple:
    pairs = [(page.said(_("Name")), page.said(body.name))]
    if body.host:
        pairs.append((page.said(_("Run by")), page.said(body.host.name)))
    if body.task:
        pairs.append((page.said(_("Task")), page.said(body.task)))
    return tuple(pairs)


def _members(page: Page, body: Body) -> list[Block]:
    """One row a seat, by area: institution, office held, role."""
    if not body.seated:
        return [_nothing(page, _("No members of %(body)s are recorded.") % {"body": page.plain(body.name)})]
    order = [*body_areas(), ""]
    seated = sorted(body.seated, key=lambda one: (order.index(one.area) if one.area in order else len(order), one.pk))
    rows = tuple(
        Row((
            page.said(_title(page, body_areas(), one.area)), page.said(one.name), page.said(one.position or "–"),
            page.said(_title(page, body_roles(), one.role)),
        ))
        for one in seated
    )  # fmt: skip
    columns = tuple(Column(page.said(head)) for head in (_("Area"), _("Institution"), _("Office held"), _("Role")))
    caption = page.said(_("Members of %(body)s") % {"body": page.plain(body.name)})
    return [Table(columns, rows, caption, f"members-{body.pk}")]


def _mandates(page: Page, bodies: list[Body]) -> list[Block]:
    """The template's matrix: the body and each member with a mandate of its own, against the words of mandates."""
    holders: list[Body | Member] = []
    for body in bodies:
        holders += [one for one in (body, *body.seated) if one.mandates]
    if not holders:
        return [_nothing(page, _("No mandate is recorded for this period."))]
    words = mandates()
    columns = (
        Column(page.said(_("Body or member"))),
        *(Column(page.said(one.title), Align.CENTRE) for one in words.values()),
    )
    rows = tuple(
        Row((page.said(one.name), *(page.said(_("yes") if key in one.mandates else "–") for key in words)))
        for one in holders
    )
    return [Table(columns, rows, page.said(_("Mandate of the body and its members")), "mandates")]


def _frames(page: Page, bodies: list[Body]) -> list[Block]:
    if not bodies:
        return [_nothing(page, _("No time frame or rules of procedure are recorded for this period."))]
    pairs = []
    for body in bodies:
        pairs.append((page.said(body.name), page.said(_period(body))))
        pairs.append((page.said(_("Meets")), page.said(_title(page, meeting_rhythms(), body.rhythm))))
        rules = page.said(body.rules_title or "–")
        if body.rules_address:
            rules = (Link(body.rules_title or _("Download"), body.rules_address),)
        pairs.append((page.said(_("Rules of procedure")), rules))
    return [DefinitionList(tuple(pairs))]


def _period(body: Body) -> str:
    days = ""
    if body.since and body.until:
        days = _("%(since)s to %(until)s") % {"since": f"{body.since:%d.%m.%Y}", "until": f"{body.until:%d.%m.%Y}"}
    elif body.since:
        days = _("since %(since)s") % {"since": f"{body.since:%d.%m.%Y}"}
    elif body.until:
        days = _("until %(until)s") % {"until": f"{body.until:%d.%m.%Y}"}
    return ", ".join(part for part in (days, body.period_note) if part) or _("not recorded")


def _others(page: Page) -> list[Block]:
    """Every other body of the economy, so that none that is kept is left out."""
    shown = {*OFFICE_KINDS, "interdisciplinary"}
    others = [body for kind, bodies in page.report.bodies.items() if kind not in shown for body in bodies]
    if not others:
        return []
    rows = tuple(
        Row((
            page.said(body.name), page.said(_title(page, body_kinds(), body.kind)),
            page.said(page.numbers.integer(len(body.seated)) if body.seated else "–"),
            page.said(_title(page, meeting_rhythms(), body.rhythm)),
        ))
        for body in others
    )  # fmt: skip
    columns = (
        Column(page.said(_("Body"))), Column(page.said(_("Kind"))), Column(page.said(_("Seats held")), Align.RIGHT),
        Column(page.said(_("Meets"))),
    )  # fmt: skip
    return [Heading(2, _("Other bodies"), "other-bodies"), Table(columns, rows, page.said(_("Other bodies")), "other-bodies-list")]  # fmt: skip


def _plans(page: Page):
    for plan in sorted(page.report.plans.values(), key=lambda plan: (plan.level != "national", plan.pk)):
        label = _("Strategy or action plan") if plan.level != "local" else _("Local plan")
        act = plan.acts.order_by("-adopted_on").first()
        words = [*page.said(plan.title), *page.said(f", {plan.period}")]
        if act:
            adopted = _("adopted by %(body)s, no. %(number)s, %(day)s")
            facts = {"body": act.body, "number": act.number, "day": f"{act.adopted_on:%d.%m.%Y}"}
            words += page.said(", " + adopted % facts)
        for document in plan.documents.exclude(address=""):
            words += [*page.said(" "), Link(_("Download"), document.address)]
        yield page.said(label), tuple(words)
