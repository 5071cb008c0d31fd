"""SVG as text: presentation attributes only (the site's policy allows no style attribute), same input, same bytes."""

from __future__ import annotations

import hashlib
from xml.sax.saxutils import escape, quoteattr

from barabar.publishing.charts import palette
from barabar.publishing.document.runs import printable
from barabar.publishing.fonts import text_width

_FACES = "Inter, Noto Sans, system-ui, sans-serif"
_IDENTITY = "@@"
_PATTERNS = {
    "hatch": ("#f4f5f6", '<path d="M0 0V6" stroke="#8a96a1" stroke-width="1.6"/>', "rotate(45)"),
    "stripes": ("#5b9aa9", '<path d="M0 0V6" stroke="#ffffff" stroke-width="2"/>', "rotate(45)"),
    "dots": ("#c3d9df", '<circle cx="3" cy="3" r="1.2" fill="#0f4c5c"/>', ""),
    "crossed": ("#8a96a1", '<path d="M0 0V6M0 0H6" stroke="#ffffff" stroke-width="1.4"/>', "rotate(45)"),
}
LABEL = 13.0
SMALL = 12.0


def shown(number: float) -> str:
    """One decimal is finer than the eye; fewer digits keep pages small."""
    return f"{number:.1f}".removesuffix(".0")


def wrap(text: str, *, width: float, size: float = LABEL, bold: bool = False) -> list[str]:
    """Lines no wider than `width`; a word that is wider by itself is cut, so that nothing runs into its neighbour."""
    lines: list[str] = []
    for word in printable(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size=size, bold=bold) <= width:
            lines[-1] = joined
            continue
        while text_width(word, size=size, bold=bold) > width and len(word) > 1:
            fitting = next(
                (
                    at
                    for at in range(len(word) - 1, 0, -1)
                    if text_width(word[:at] + "-", size=size, bold=bold) <= width
                ),
                1,
            )
            lines.append(word[:fitting] + "-")
            word = word[fitting:]
        lines.append(word)
    return lines or [""]


class Canvas:
    """Collects shapes; `svg` closes the drawing at the height it turned out to need."""

    def __init__(self, width: float, *, title: str, description: str) -> None:
        self.width = width
        self.title, self.description = printable(title), printable(description)
        self.parts: list[str] = []
        self.patterns: set[str] = set()

    def add(self, tag: str, **attributes: object) -> None:
        self.parts.append(f"<{tag}{_attributes(attributes)}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, colour: str = palette.GRID, **more: object) -> None:
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, **more)

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, **more: object) -> None:
        self.add("rect", x=x, y=y, width=max(width, 0), height=height, fill=fill, **more)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL,
        colour: str = palette.INK,
        anchor: str = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """`halo` keeps a label readable where a line runs behind it."""
        attributes: dict[str, object] = {"x": x, "y": y, "font_size": size, "fill": colour}
        if anchor != "start":
            attributes["text_anchor"] = anchor
        if bold:
            attributes["font_weight"] = 700
        if halo:
            attributes |= {"paint_order": "stroke", "stroke": palette.PAPER, "stroke_width": 4}
        self.parts.append(f"<text{_attributes(attributes)}>{escape(printable(text))}</text>")

    def lines(self, x: float, y: float, lines: list[str], *, leading: float = 16, **look: object) -> None:
        for at, line in enumerate(lines):
            self.text(x, y + at * leading, line, **look)  # type: ignore[arg-type]

    def pattern(self, name: str) -> str:
        """A fill; the name is completed at the end so that drawings on one page do not share it."""
        self.patterns.add(name)
        return f"url(#{name}{_IDENTITY})"

    def missing(self, x: float, y: float, width: float, height: float, words: str) -> None:
        """Hatched and written: never a bar of length zero. The words stand beside the hatching if it is too small."""
        self.rect(x, y, width, height, fill=self.pattern("hatch"), stroke=palette.JOIN)
        lines = wrap(words, width=max(width - 12, 60), size=SMALL)
        top = y + height / 2 + 4 - (len(lines) - 1) * 7
        for at, line in enumerate(lines):
            self.text(x + width / 2, top + at * 14, line, size=SMALL, colour=palette.MUTED, anchor="middle", halo=True)

    def filled_dot(self, x: float, y: float, radius: float = 7) -> None:
        self.add("circle", cx=x, cy=y, r=radius, fill=palette.GROUP, stroke=palette.PAPER, stroke_width=2)

    def hollow_ring(self, x: float, y: float, radius: float = 6) -> None:
        self.add("circle", cx=x, cy=y, r=radius, fill=palette.PAPER, stroke=palette.OTHER, stroke_width=2.8)

    def diamond(self, x: float, y: float) -> None:
        self.add("path", d=f"M{shown(x)} {shown(y - 5)}l4.4 5-4.4 5-4.4-5z", fill=palette.INK)

    def whisker(self, low: float, high: float, y: float) -> None:
        a, b, top, end = shown(low), shown(high), shown(y - 6), shown(y + 6)
        path = f"M{a} {top}V{end}M{a} {shown(y)}H{b}M{b} {top}V{end}"
        self.add("path", d=path, stroke=palette.GROUP, stroke_width=1.8, fill="none")

    def svg(self, height: float) -> str:
        body = "".join(self.parts)
        seed = f"{self.width}|{self.title}|{self.description}|{body}"
        identity = f"-{hashlib.sha256(seed.encode()).hexdigest()[:10]}"
        defined = "".join(_pattern(name) for name in sorted(self.patterns))
        definitions = f"<defs>{defined}</defs>" if defined else ""
        size = f'width="{shown(self.width)}" height="{shown(height)}" viewBox="0 0 {shown(self.width)} {shown(height)}"'
        names = f'role="img" aria-labelledby="title{_IDENTITY} text{_IDENTITY}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {names} font-family="{_FACES}">'
        words = (
            f'<title id="title{_IDENTITY}">{escape(self.title)}</title>'
            f'<desc id="text{_IDENTITY}">{escape(self.description)}</desc>'
        )
        return f"{head}{words}{definitions}{body}</svg>".replace(_IDENTITY, identity)


def _pattern(name: str) -> str:
    ground, mark, turn = _PATTERNS[name]
    turned = f' patternTransform="{turn}"' if turn else ""
    return (
        f'<pattern id="{name}{_IDENTITY}" width="6" height="6" patternUnits="userSpaceOnUse"{turned}>'
        f'<rect width="6" height="6" fill="{ground}"/>{mark}</pattern>'
    )


def _attributes(attributes: dict[str, object]) -> str:
    written = {
        name.replace("_", "-"): shown(value) if isinstance(value, float) else str(value)
        for name, value in attributes.items()
        if value is not None
    }
    return "".join(f" {name}={quoteattr(value)}" for name, value in written.items())
