"""A document as an e-mail: one HTML that needs nothing else (its look stands at each element, as mail programs want it),
the same as plain text, and both as one message file."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from html.parser import HTMLParser
from textwrap import fill

from django.utils import timezone

from barabar.publishing.document.model import (
    Block,
    BulletList,
    Document,
    Heading,
    Link,
    Notice,
    Paragraph,
    Runs,
    every_block,
    footnotes_used,
    plain,
)
from barabar.publishing.document.numbers import Numbers
from barabar.publishing.formats.html import fragment

WIDTH = 76
# The look by element and by class, in the colours of a document's page.
BODY = "margin:0;padding:0;background:#ffffff;color:#15202b;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5"
FRAME = "max-width:640px;margin:0 auto;padding:16px"
STYLES = {
    "h1": "font-size:26px;line-height:1.25;margin:0 0 4px 0",
    "h2": "font-size:19px;line-height:1.3;margin:28px 0 8px 0;padding:0 0 4px 0;border-bottom:1px solid #c9d1dc",
    "h3": "font-size:17px;margin:20px 0 6px 0",
    "p": "margin:0 0 12px 0",
    "ul": "margin:0 0 12px 0;padding:0 0 0 20px",
    "li": "margin:0 0 8px 0",
    "a": "color:#0f4c5c",
    "small": "font-size:13px;color:#52606d",
}
CLASSES = {
    "document-subtitle": "margin:0;color:#52606d",
    "document-date": "margin:0 0 16px 0;color:#52606d;font-size:14px",
    "document-notice": "margin:12px 0;padding:10px 12px;border:1px solid #c9d1dc;border-left:4px solid #0f4c5c",
    "document-banner": "margin:0 0 16px 0;padding:10px 12px;border:2px solid #8a4b00;color:#5c3200",
    "document-footnotes": "margin:28px 0 0 0;padding:12px 0 0 0;border-top:1px solid #c9d1dc;font-size:14px;color:#52606d",
}
DROPPED = {"class", "id", "role", "tabindex", "aria-labelledby"}


class _Styled(HTMLParser):
    """Gives each element its look and takes out what only a style sheet would use."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        looks = [STYLES.get(tag, ""), *(CLASSES.get(one, "") for one in (given.get("class") or "").split())]
        kept = {name: value for name, value in given.items() if name not in DROPPED}
        if tag == "a" and (given.get("href") or "").startswith("#"):
            kept.pop("href")
        style = ";".join(filter(None, looks))
        if style:
            kept["style"] = style
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in kept.items())
        self.out.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")


def mail_html(document: Document, *, base_url: str) -> str:
    """The whole document; no style sheet, no script, no picture from elsewhere."""
    styled = _Styled()
    styled.feed(fragment(document, base_url=base_url))
    styled.close()
    title, language = escape(_said(document, document.title)), escape(document.labels.language)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n</head>\n'
        f'<body style="{BODY}">\n<div role="main" style="{FRAME}">\n{"".join(styled.out)}\n</div>\n</body>\n</html>\n'
    )


def mail_text(document: Document) -> str:
    """The same in lines of at most 76 characters; an address stands whole under what it leads to."""
    numbers = Numbers(document.labels)
    title = _said(document, document.title)
    lines = [title, "=" * len(title), _said(document, document.subtitle), numbers.date(document.date)]
    if document.demonstration:
        lines += ["", fill(document.labels.demonstration, WIDTH)]
    for block in every_block(document.blocks):
        lines += _block(document, block)
    used = footnotes_used(document)
    if used:
        lines += ["", "--"] + [fill(f"{mark} {text}", WIDTH) for mark, text in used.values()]
    return "\n".join(lines) + "\n"


def _block(document: Document, block: Block) -> list[str]:
    match block:
        case Heading():
            said = _said(document, block.runs)
            return ["", "", said, "-" * min(len(said), WIDTH)]
        case Paragraph() | Notice():
            return ["", fill(_said(document, block.runs), WIDTH, break_long_words=False, break_on_hyphens=False)]
        case BulletList():
            return [line for item in block.items for line in ("", *_item(document, item))]
    raise AssertionError(f"No rule for the block {type(block).__name__}: a bulletin has none.")


def _item(document: Document, item: Runs) -> list[str]:
    said = fill(
        _said(document, item), WIDTH, initial_indent="* ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
    return [said, *(f"  {one.url}" for one in _links(item))]


def _links(runs: Runs) -> list[Link]:
    found = []
    for run in runs:
        if isinstance(run, Link):
            found.append(run)
        found += _links(getattr(run, "runs", ()))
    return found


def _said(document: Document, runs: Runs) -> str:
    return plain(runs, labels=document.labels, marks=document.marks)


def message_file(document: Document, *, base_url: str) -> bytes:
    """A message that a mail program opens as a draft, to be given its addresses: text and HTML in one."""
    made = EmailMessage(policy=SMTP)
    made["Subject"] = f"{_said(document, document.title)}: {_said(document, document.subtitle)}"
    made["Date"] = format_datetime(timezone.localtime())
    made["X-Unsent"] = "1"
    made["Content-Language"] = document.labels.language
    made.set_content(mail_text(document))
    made.add_alternative(mail_html(document, base_url=base_url), subtype="html")
    return bytes(made)
