"""Findings as a JUnit report, in the shape that Jenkins reads and GitLab and others took over."""

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree

from talentpilot.cli.output.findings_answer import Answer
from talentpilot.cli.output.findings_text import waiver_terms
from talentpilot.diagnostics import Diagnostic
from talentpilot.rules.engine import RULES_VERSION

LEDGER = "ledger"
"""The suite of what concerns no single pilot: programme, catalogue, files outside the pilots."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(answer: Answer) -> str:
    """A suite a pilot, a case a finding: failed where it counts, skipped where it is waived, else passed with its text.

    A suite in which nothing counts holds one passed case more, so that every pilot checked is seen.
    """
    suites: dict[str, list[Diagnostic]] = {name: [] for name in (LEDGER, *answer.pilots)}
    for item in answer.verdict.diagnostics:
        suites.setdefault(_suite(item), []).append(item)
    root = ElementTree.Element("testsuites", name="talentpilot validate")
    for name, items in suites.items():
        root.append(_suite_element(answer, name, items))
    for key in ("tests", "failures", "errors", "skipped"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ElementTree.indent(root)
    return f"{_HEAD}{ElementTree.tostring(root, encoding='unicode')}\n"


def _suite(item: Diagnostic) -> str:
    parts = item.location.path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "pilots" else LEDGER


def _suite_element(answer: Answer, name: str, items: Iterable[Diagnostic]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=_clean(name))
    properties = ElementTree.SubElement(suite, "properties")
    said = {"rules": RULES_VERSION, "as_of": answer.verdict.as_of.isoformat(), "left_out": str(answer.choice)}
    for key, value in said.items():
        ElementTree.SubElement(properties, "property", name=key, value=value)
    seen: Counter[str] = Counter()
    cases = []
    for item in items:
        title = f"{item.rule} {item.name} {item.object}"
        seen[title] += 1
        cases.append(_case(answer, item, name, title if seen[title] == 1 else f"{title} ({seen[title]})"))
    failures, skipped = (sum(1 for case in cases if case.find(tag) is not None) for tag in ("failure", "skipped"))
    if not failures:
        cases.append(ElementTree.Element("testcase", name="nothing that counts", classname=_clean(name), time="0"))
    counts = {"tests": len(cases), "failures": failures, "errors": 0, "skipped": skipped, "time": 0}
    for key, number in counts.items():
        suite.set(key, str(number))
    suite.extend(cases)
    return suite


def _case(answer: Answer, item: Diagnostic, suite: str, title: str) -> ElementTree.Element:
    case = ElementTree.Element("testcase", name=_clean(title), classname=_clean(suite), time="0")
    message = _clean(str(item.message))
    place = f"{answer.from_top(item)}:{item.location.line}:{item.location.column}"
    advice = f"\n{item.help}" if str(item.help) else ""
    text = _clean(f"{place}: {item.severity}[{item.rule}] {item.message}{advice}")
    if item.waived:
        ElementTree.SubElement(case, "skipped", message=_clean(f"{message}; {waiver_terms(answer.waiver_of(item))}"))
    elif answer.counts(item):
        ElementTree.SubElement(case, "failure", type=item.severity.value, message=message).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text
    return case


def _clean(text: str) -> str:
    """The text without the characters that XML 1.0 refuses."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
