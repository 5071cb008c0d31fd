"""The public site's menu: the pages that exist, in one order."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

PAGES = (
    ("public:overview", _("Overview")),
    ("public:plans", _("Plans")),
    ("public:indicators", _("Indicators")),
    ("public:reports", _("Reports")),
    ("public:data", _("Data")),
    ("public:about", _("About")),
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
