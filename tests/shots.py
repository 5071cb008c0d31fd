"""Photograph a page at desk and phone width and say what is wrong with it.

    python tests/shots.py http://127.0.0.1:8000/ overview [--cookie name=value] [--reduced]

Writes shots/<name>-1280.png and shots/<name>-360.png and prints: sideways scrolling, texts that overlap, accessibility
violations (axe), complaints of the browser (content policy, missing files) and requests to another host.
"""

import argparse
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "shots"
WIDTHS = {1280: 900, 360: 740}

SIDEWAYS = """() => {
  const root = document.scrollingElement, wide = root.clientWidth;
  if (root.scrollWidth <= wide) return [];
  const scrolls = (e) => e !== document.body && /(auto|scroll|hidden|clip)/.test(getComputedStyle(e).overflowX);
  const inside = (e) => e.parentElement !== null && (scrolls(e.parentElement) || inside(e.parentElement));
  const name = (e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") || ""}">`;
  return [`${root.scrollWidth} > ${wide}`, ...[...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > wide + 1 && !inside(e)).slice(0, 8)
    .map((e) => `${name(e)} ${e.textContent.trim().slice(0, 40)}`)];
}"""

# Two lines of text overlap when their boxes share more than a sliver in both directions.
OVERLAPS = """() => {
  const boxes = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clipped = (e) => { for (let p = e; p; p = p.parentElement) {
    const s = getComputedStyle(p);
    if (s.visibility === "hidden" || s.clipPath !== "none" || !p.checkVisibility()) return true;
    if (p.matches(".skip, option, .matrix")) return true; } return false; };
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    if (!n.data.trim() || clipped(n.parentElement)) continue;
    const r = document.createRange(); r.selectNodeContents(n);
    for (const b of r.getClientRects()) if (b.width > 1 && b.height > 1) boxes.push([b, n]);
  }
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length && found.length < 12; j++) {
    const [a, n] = boxes[i], [b, m] = boxes[j];
    if (n === m) continue;
    const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (x > 2 && y > 5) found.push(`«${n.data.trim().slice(0, 40)}» and «${m.data.trim().slice(0, 40)}»`);
  }
  return found;
}"""


@dataclass
class Look:
    """What one photograph showed; empty lists are good news."""

    width: int
    file: Path
    sideways: list[str] = field(default_factory=list)
    overlaps: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def findings(self) -> list[str]:
        kinds = ["sideways", "overlaps", "axe", "complaints", "elsewhere"]
        return [f"{self.width} px, {kind}: {line}" for kind in kinds for line in getattr(self, kind)]


def violations(page: Page) -> list[str]:
    """Axe's violations: rule, and the first places where it is broken."""
    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{v['id']} ({v['impact']}): {v['help']}; at " + " · ".join(n["html"][:110] for n in v["nodes"][:4])
        for v in answer["violations"]
    ]


def look_at(page: Page, width: int, name: str) -> Look:
    """Photograph and measure a page that is already open."""
    FOLDER.mkdir(exist_ok=True)
    page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 800)})
    page.evaluate("document.fonts.ready.then(() => true)")
    look = Look(width, FOLDER / f"{name}-{width}.png")
    page.screenshot(path=look.file, full_page=True)
    look.sideways = page.evaluate(SIDEWAYS)
    look.overlaps = page.evaluate(OVERLAPS)
    look.axe = violations(page)
    return look


def shoot(page_url: str, name: str, *, cookies: dict | None = None, widths=tuple(WIDTHS), reduced=False) -> list[Look]:
    """Open the address in a fresh browser at each width; `cookies` signs in or sets the language."""
    home = urlsplit(page_url)
    looks = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width in widths:
            seen = browser.new_context(reduced_motion="reduce" if reduced else "no-preference", bypass_csp=False)
            seen.add_cookies([{"name": k, "value": v, "url": page_url} for k, v in (cookies or {}).items()])
            page = seen.new_page()
            complaints, elsewhere = [], []
            page.on("console", lambda m, to=complaints: m.type in {"error", "warning"} and to.append(m.text))
            page.on("pageerror", lambda e, to=complaints: to.append(str(e)))
            page.on("request", lambda r, to=elsewhere: _foreign(r.url, home) and to.append(r.url))
            page.goto(page_url, wait_until="networkidle")
            look = look_at(page, width, name)
            look.complaints, look.elsewhere = complaints[:10], elsewhere[:10]
            looks.append(look)
            seen.close()
        browser.close()
    return looks


def _foreign(url: str, home) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.netloc != home.netloc


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("name")
    parser.add_argument("--cookie", action="append", default=[], help="name=value, as often as needed")
    parser.add_argument("--reduced", action="store_true", help="ask for reduced motion")
    given = parser.parse_args()
    cookies = dict(pair.split("=", 1) for pair in given.cookie)
    looks = shoot(given.url, given.name, cookies=cookies, reduced=given.reduced)
    findings = [line for look in looks for line in look.findings]
    print("\n".join([*(str(look.file.relative_to(FOLDER.parent)) for look in looks), *findings]))
    print(f"{len(findings)} finding(s)." if findings else "Nothing found.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
