"""Annex: how the figures were made; the rules in words."""

from django.utils.translation import gettext as _

from barabar.publishing.document.model import Block, BulletList, Heading
from barabar.publishing.report import Page


def build(page: Page) -> list[Block]:
    rules = (
        _(
            "A figure enters this report only after the last step of its review; drafts and returns under review are not in it."
        ),
        _("Blank is not zero. A value that was not given stands as a word with its reason."),
        _("Shares are the ratio of the sums of parts and wholes, never a mean of percentages."),
        _("Where counts may hold the same person twice, a range is printed: from the least to the plain sum."),
        _("Counts of people from 1 to 4 are not printed, nor what would give them away."),
        _("Amounts are in the currency of the plan; currencies are never added."),
        _("State of a measure: as reported by the institution."),
        _("Built from ledger position %(position)s; the same position gives the same report.")
        % {"position": page.report.position},
    )
    return [
        Heading(1, _("Annex C. How the figures were made"), "annex-methods"),
        BulletList(tuple(page.said(rule) for rule in rules)),
    ]
