"""Icons and state shapes as SVG, drawn here so that no page asks another host or a font for them.

Shapes carry colour through CSS classes, never through attributes, so that print and high contrast can change them.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# State shapes on a 14 × 14 grid. Shape and word tell the state; colour only helps.
SHAPES = {
    "completed": '<circle cx="7" cy="7" r="6.5"/><path class="on" d="M3.8 7.2l2.2 2.2 4.2-4.6"/>',
    "on_track": '<circle cx="7" cy="7" r="6"/>',
    "at_risk": '<path d="M7 .8L13.6 13H.4z"/>',
    "delayed": '<rect x="1" y="1" width="12" height="12"/>',
    "not_started": '<circle class="ring" cx="7" cy="7" r="5.2"/>',
    "half": '<circle class="ring" cx="7" cy="7" r="5.2"/><path d="M7 1.8a5.2 5.2 0 0 1 0 10.4z"/>',
    "returned": '<path class="stroke" d="M5.5 2.5L2 6l3.5 3.5M2.5 6H9a3 3 0 0 1 0 6H6"/>',
    "dash": '<path class="stroke" d="M2 7h10"/>',
}

# Interface icons: strokes on a 20 × 20 grid.
ICONS = {
    "add": "M10 4v12M4 10h12",
    "alert": "M10 3l8 14H2zM10 8v4M10 14.4v.2",
    "arrow-left": "M16 10H4M9 5l-5 5 5 5",
    "arrow-right": "M4 10h12M11 5l5 5-5 5",
    "calendar": "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
    "chart": "M3.5 16.5h13M6 14v-4M10 14V5.5M14 14V8",
    "check": "M4 10.5l4 4 8-9",
    "chevron-down": "M5 8l5 5 5-5",
    "chevron-left": "M12 5l-5 5 5 5",
    "chevron-right": "M8 5l5 5-5 5",
    "clock": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.3l2.8 1.7",
    "close": "M5 5l10 10M15 5L5 15",
    "comment": "M3.5 4h13v9.5H9L5.5 17v-3.5h-2z",
    "copy": "M7 7h9.5v9.5H7zM4 13V3.5h9.5",
    "delete": "M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5M11.5 8.5v5",
    "document": "M5 2.5h6.5L16 7v10.5H5zM11.5 2.5V7H16M7.5 10.5h6M7.5 13.5h6",
    "download": "M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13",
    "edit": "M4 16l.8-3.4L13.6 3.8l2.6 2.6-8.8 8.8zM12 5.4L14.6 8",
    "external": "M8 4H4v12h12v-4M11 3.5h5.5V9M16.2 3.8L9 11",
    "file": "M5 2.5h6.5L16 7v10.5H5zM11.5 2.5V7H16",
    "filter": "M3 5h14M5.5 10h9M8.5 15h3",
    "home": "M3.5 9.5L10 4l6.5 5.5M5.5 8.5v8h9v-8",
    "info": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 9v4.5M10 6.3v.3",
    "link": "M8.5 11.5l3-3M9 6.5l2-2a3.2 3.2 0 0 1 4.5 4.5l-2 2M11 13.5l-2 2A3.2 3.2 0 0 1 4.5 11l2-2",
    "lock": "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
    "mail": "M3 5h14v10.5H3zM3 6l7 5.5L17 6",
    "map": "M3 5.5l4.5-2 5 2 4.5-2v11l-4.5 2-5-2-4.5 2zM7.5 3.5v11M12.5 5.5v11",
    "menu": "M3 5.5h14M3 10h14M3 14.5h14",
    "people": "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6M2.5 16.5c0-6 10-6 10 0"
    "M13 4.2a2.8 2.8 0 0 1 0 5.1M14 11.6c2.3.5 3.5 2.1 3.5 4.9",
    "print": "M6 8V3.5h8V8M6 14H3.5V8h13v6H14M6 11.5h8v5H6z",
    "refresh": "M16 6.5A7 7 0 1 0 17 10M16.5 3v4h-4",
    "search": "M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6M12.7 12.7L17 17",
    "settings": "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
    "shield": "M10 3l6 2v5c0 3.5-2.5 6-6 7.5C6.5 16 4 13.5 4 10V5z",
    "table": "M3.5 4h13v12h-13zM3.5 8h13M3.5 12h13M8.5 8v8",
    "upload": "M10 13V3.5M6 7.5l4-4 4 4M3.5 16.5h13",
    "user": "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4M4 17c0-6.5 12-6.5 12 0",
}


def shape(name: str) -> SafeString:
    """The shape of a state, hidden from screen readers: the word beside it speaks."""
    drawing = SHAPES[name]
    return format_html(
        '<svg class="shape shape-{}" width="12" height="12" viewBox="0 0 14 14" aria-hidden="true" focusable="false">'
        "{}</svg>",
        name,
        mark_safe(drawing),
    )


def icon(name: str, label: str = "") -> SafeString:
    """An interface icon; with a label it is an image with a name, without one it is decoration."""
    if name not in ICONS:
        raise ValueError(f"There is no icon {name!r}. Choose one of: {', '.join(sorted(ICONS))}.")
    speak = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="20" height="20" viewBox="0 0 20 20" focusable="false" {}><path d="{}"/></svg>',
        speak,
        ICONS[name],
    )
