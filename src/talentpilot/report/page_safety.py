"""Check that pages made by overridden templates hold no scripts and no outside links, as a browser reads them."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from talentpilot.diagnostics import Message
from talentpilot.errors import MissingExtra, TemplateError
from talentpilot.report.markdown import Markdown
from talentpilot.report.templates import is_built_in, text_of

if TYPE_CHECKING:
    from justhtml import Element, JustHTML, Node

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Sources that a page may load: its own style, and embedded pictures."""

_REACHING = re.compile(r"(?<![\w-])(import|include|eval|std)(?![\w-])")
"""Typst functions that read files or fetch packages; `std` and `eval` are ways to reach them."""

_ELEMENTS = frozenset((
    "html", "head", "meta", "title", "style", "body", "header", "footer", "main", "nav", "section", "article", "aside",
    "hgroup", "h1", "h2", "h3", "h4", "h5", "h6", "address", "div", "p", "span", "a", "strong", "b", "em", "i", "small",
    "s", "u", "sub", "sup", "mark", "abbr", "time", "cite", "q", "code", "pre", "br", "wbr", "hr", "blockquote",
    "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "img", "table", "caption", "colgroup", "col",
    "thead", "tbody", "tfoot", "tr", "th", "td", "details", "summary", "bdi", "bdo", "ruby", "rt", "rp",
))  # fmt: skip
_ATTRIBUTES = frozenset((
    "id", "class", "lang", "dir", "title", "alt", "role", "tabindex", "style", "width", "height", "colspan", "rowspan",
    "scope", "headers", "datetime", "start", "reversed", "value", "type", "open", "charset", "name", "content",
    "http-equiv", "href", "src", "cite", "span", "translate", "hidden",
))  # fmt: skip
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_RAW = frozenset(("title", "style"))
"""Elements in which nothing but text can stand."""


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
                "{file}:{number}: {word} is not allowed in the pages",
                help="report.typ must be self-contained: without import, include, eval or std",
                file=file,
                number=number,
                word=found[1],
            )
    return text.encode()


def stand_ins(parts: Mapping[str, Markdown]) -> Mapping[str, Markdown]:
    """Return a word for each part of a report, to be replaced by the part once the page around it is checked."""
    return {name: Markdown(_stand_in(name, part) if part else "") for name, part in parts.items()}


def _stand_in(name: str, part: str) -> str:
    return f"{name}-{hashlib.sha256(part.encode()).hexdigest()}"


def with_parts(page: str, parts: Mapping[str, Markdown], template: Path) -> str:
    """Return the page of a custom template with the parts of the report in place of their stand-ins.

    Raises:
        TemplateError: the page holds what is on no list, lacks the policy, or has a part where it is not text.
        MissingExtra: the parser that reads pages as browsers do is not installed.
    """
    wrong = next(_wrong(page, parts), None)
    if wrong is not None:
        raise TemplateError(
            "{file}: {wrong}",
            help="a page must not run scripts or load anything; begin its head as the built-in template does",
            file=template,
            wrong=wrong,
        )
    texts = {_stand_in(name, part): part for name, part in parts.items() if part}
    return re.sub("|".join(texts), lambda word: texts[word[0]], page) if texts else page


def _wrong(page: str, parts: Mapping[str, Markdown]) -> Iterator[Message]:
    """Yield what a page may not hold; the browser's reading of the page is what counts."""
    root = _parsed(page).root
    if not _begins_with_policy(root):
        yield Message("the page does not begin with its content security policy")
    shown = ""
    for element in _elements(root):
        yield from _wrong_in(element)
        if element.name not in _RAW and element.name not in ("html", "head"):
            shown += "".join(f" {child.data} " for child in element.children if child.name == "#text")
    for name, part in parts.items():
        word = _stand_in(name, part)
        if part and page.count(word) != shown.count(word):
            yield Message("{name} is where the page has no text", {"name": f"{{{{ {name} }}}}"})


def _wrong_in(element: "Element") -> Iterator[Message]:
    if element.namespace != "html" or element.name not in _ELEMENTS:
        yield Message("the page has a <{tag}>", {"tag": element.name})
    policy = (element.attrs.get("http-equiv") or "").lower() == "content-security-policy"
    if "http-equiv" in element.attrs and not (policy and element.attrs.get("content") == POLICY):
        yield Message("the page has {attribute}", {"attribute": f"http-equiv={element.attrs['http-equiv']!r}"})
    for name, value in element.attrs.items():
        listed = name in _ATTRIBUTES or name.startswith(("aria-", "data-"))
        inside = _PICTURE.fullmatch(value or "") if name == "src" else (value or "").startswith("#")
        if not listed or (name in ("href", "src", "cite") and not inside):
            yield Message("the page has {attribute}", {"attribute": f"{name}={value!r}"})


def _begins_with_policy(root: "Node") -> bool:
    """Return whether the policy precedes everything in the head but other `meta` elements."""
    for element in _elements(root):
        if element.name == "meta" and element.parent is not None and element.parent.name == "head":
            if element.attrs.get("content") == POLICY and "http-equiv" in element.attrs:
                return True
        elif element.name not in ("html", "head"):
            return False
    return False


def _elements(root: "Node") -> Iterator["Element"]:
    """Yield every element in the order of the page."""
    from justhtml import Element

    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            yield node
        waiting += reversed([child for child in node.children or () if child.name not in ("#text", "#comment")])


def _parsed(page: str) -> "JustHTML":
    try:
        from justhtml import JustHTML
    except ImportError as problem:
        raise MissingExtra("a page template of your own needs justhtml: pip install 'talentpilot[report]'") from problem
    return JustHTML(page, sanitize=False)
