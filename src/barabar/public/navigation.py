"""The public site's menu: the pages that exist, in one order."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import pgettext_lazy

PAGES = (
    ("public:overview", pgettext_lazy("menu", "Overview")),
    ("public:plans", pgettext_lazy("menu", "Plans")),
    ("public:indicators", pgettext_lazy("menu", "Indicators")),
    ("public:explore", pgettext_lazy("menu", "Tables")),
    ("public:money-page", pgettext_lazy("menu", "Money")),
    ("public:coordination", pgettext_lazy("menu", "Coordination")),
    ("public:issues", pgettext_lazy("menu", "Issues")),
    ("public:recommendations", pgettext_lazy("menu", "Recommendations")),
    ("public:practices", pgettext_lazy("menu", "Practices")),
    ("public:reports", pgettext_lazy("menu", "Reports")),
    ("public:data", pgettext_lazy("menu", "Data")),
    ("public:about", pgettext_lazy("menu", "About")),
)


def navigation(request) -> list[dict]:
    items = []
    for name, title in PAGES:
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == address or (address != "/" and request.path.startswith(address))
        items.append({"title": title, "url": address, "current": here})
    return items
