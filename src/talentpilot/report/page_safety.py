"""Check that pages made by overridden templates hold no scripts and no outside links."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from talentpilot.report.templates import TemplateError, is_built_in, text_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Sources that a page may load: its own style, and embedded pictures."""

_REACHING = re.compile(r"(?<![\w-])(import|include|eval|std)(?![\w-])")
"""Typst functions that read files or fetch packages; `std` and `eval` are ways to reach them."""

_WITHOUT_POLICY = "the page does not begin with its content security policy"
_ACTIVE = frozenset(("script", "iframe", "object", "embed", "applet", "base", "form", "link", "portal"))
_ADDRESSES = frozenset(("src", "srcset", "href", "data", "poster", "action", "formaction", "background", "xlink:href"))
_INSIDE = re.compile(r"#|data:image/", re.IGNORECASE)


def pages_of(file: Path) -> bytes:
    """Return the template of the pages; a custom one must not read anything outside the report.

    Raises:
        TemplateError: it imports, includes or evaluates; a package would be fetched from the network.
    """
    text = text_of(file)
    for number, line in enumerate(text.split("\n") if not is_built_in(file) else (), 1):
        found = _REACHING.search(line)
        if found:
            raise TemplateError(
                f"{file}:{number}: {found[1]} is not allowed in the pages\n"
                "  help: a report.typ stands alone: it may not import, include or eval, nor name std"
            )
    return text.encode()


def check_page(page: str, report: Sequence[str], template: Path) -> None:
    """Check that a page of a custom template loads and runs nothing; `report` holds its parts from pandoc.

    Raises:
        TemplateError: it has a script, an address outside itself, or not the policy that forbids both.
    """
    if is_built_in(template):
        return
    for part in filter(None, report):
        page = page.replace(part, " ")
    reader = _Reader()
    reader.feed(page)
    reader.close()
    wrong = reader.wrong or (None if reader.safe else _WITHOUT_POLICY)
    if wrong is not None:
        raise TemplateError(
            f"{template}: {wrong}\n"
            "  help: a page runs no script and loads nothing; let its head begin as that of the built-in template"
        )


class _Reader(HTMLParser):
    """Parses a page up to the first violation. `safe` means that the policy preceded everything it must govern."""

    def __init__(self) -> None:
        super().__init__()
        self.safe = False
        self.wrong: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("http-equiv", "").lower() == "content-security-policy":
            self.safe = self.safe or (values.get("content") == POLICY and self.wrong is None)
        elif tag not in ("html", "head", "meta") and not self.safe:
            self.wrong = self.wrong or _WITHOUT_POLICY
        if tag in _ACTIVE or (tag == "meta" and values.get("http-equiv", "").lower() == "refresh"):
            self.wrong = self.wrong or f"the page holds a <{tag}>"
        for name, value in values.items():
            if name.startswith("on") or (name in _ADDRESSES and not _INSIDE.match(value.strip())):
                self.wrong = self.wrong or f"the page holds {name}={value!r}"
