"""Part 1 of the regional template: institutional arrangement. Offices, never names of persons."""

from django.utils.translation import gettext as _

from barabar.publishing.document.model import Block, DefinitionList, Heading, Link, Notice, NoticeKind
from barabar.publishing.report import Page


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
    for key, title in (
        ("inter-disciplinary-body", _("Inter-disciplinary body")),
        ("mandate", _("Mandate of the body and its members")),
        ("documents", _("Time frame and documents")),
    ):
        nothing = _(
            "No approved record supports this part: bodies, mandates and meetings are not kept for this period."
        )
        blocks += [Heading(2, title, key), Notice(NoticeKind.NO_DATA, page.said(nothing))]
    return blocks


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
