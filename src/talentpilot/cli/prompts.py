"""Prompts on the terminal, and organizations described in options or prompts."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from typing import get_args

import typer

from talentpilot.errors import UsageProblem
from talentpilot.model.programme import Organization, OrganizationKind
from talentpilot.model.scalars import FILE_ID, REGION
from talentpilot.store.new_pilot import scalar
from talentpilot.suggestions import nearest

KINDS: tuple[str, ...] = get_args(OrganizationKind)
NAMES = (
    "部委", "人社部门", "人才部门", "政府部门", "高校", "科研院所", "企业", "事业单位", "社会团体", "评估机构", "其他",
)  # fmt: skip
"""The kinds in Chinese, in the same order."""
EXAMPLE = "js-hrss hrss_department 320000 江苏省人力资源和社会保障厅"
FORM = f'ID KIND REGION NAME, such as "{EXAMPLE}"; an English name after " / "'
_BY_NAME = (
    (("人力资源和社会保障", "人社"), "hrss_department"),
    (("大学", "学院", "University", "College"), "university"),
    (("研究院", "研究所", "Institute"), "research_institute"),
    (("公司", "集团", "Group", "Ltd"), "enterprise"),
    (("协会", "学会", "Association"), "association"),
    (("人才工作", "人才局"), "talent_bureau"),
    (("中心", "学校", "园", "馆", "Centre", "Center"), "public_institution"),
    (("厅", "局", "委员会", "人民政府", "Department", "Bureau"), "government"),
)
"""What the name of an organization shows of its kind: offered on a terminal, never taken without asking."""

Known = Callable[[str], bool]
"""Whether a region is on the books."""


def read_organization(text: str, known: Known) -> Organization:
    """An organization from an option.

    Raises:
        UsageProblem: a part is missing or wrong; the message says which.
    """
    words = text.split(maxsplit=3)
    if len(words) < 4:
        raise UsageProblem(f"--organization {text!r} is not of the form {FORM}")
    identifier, kind, region, name = words
    for problem in (wrong_id(identifier), wrong_kind(kind), wrong_region(region, known), wrong_name(name)):
        if problem:
            raise UsageProblem(f"--organization {identifier}: {problem}")
    return organization(identifier, kind, region, *names_in(name))


def organization(identifier: str, kind: str, region: str, zh: str | None, en: str | None) -> Organization:
    """An organization of parts that have been checked."""
    parts = {"id": identifier, "zh": zh, "en": en, "kind": kind, "region": region}
    return Organization.model_validate({name: value for name, value in parts.items() if value})


def names_in(text: str) -> tuple[str | None, str | None]:
    """The Chinese and the English name in `江苏省人社厅 / Jiangsu HRSS Department`, or in one of them alone."""
    first, slash, second = (part.strip() for part in text.partition(" / "))
    if slash:
        return first, second
    return (None, first) if first.isascii() else (first, None)


def wrong_id(text: str) -> str:
    """What is wrong with an id; empty where nothing is."""
    if FILE_ID.fullmatch(text) is None:
        return f"id {text} is malformed; 2 to 64 lower-case letters, digits and hyphens, such as js-hrss"
    return ""


def wrong_kind(text: str) -> str:
    """What is wrong with a kind; empty where nothing is."""
    if not text:
        return "a kind is needed"
    return "" if text in KINDS else f"kind {text} is unknown; {nearest(text, KINDS)}"


def wrong_region(text: str, known: Known) -> str:
    """What is wrong with a region; empty where nothing is."""
    if REGION.fullmatch(text) is None:
        return f"region {text} is not a code of six digits, such as 320000"
    return "" if known(text) else f"region {text} is of no known province; add it below regions: in programme.yaml"


def wrong_name(text: str) -> str:
    """What is wrong with a name; empty where nothing is."""
    try:
        for name in names_in(text):
            if name is not None:
                scalar(name)
    except UsageProblem as problem:
        return str(problem).splitlines()[0]
    return ""


def ask(label: str, wrong: Callable[[str], str] = lambda _: "", default: str = "") -> str:
    """A question on the terminal, asked again until the answer is right. It goes to stderr, as all questions do."""
    while True:
        given: str = typer.prompt(label, default=default, show_default=bool(default), err=True)
        answer = given.strip()
        problem = wrong(answer)
        if not problem:
            return answer
        sys.stderr.write(f"  {problem}\n")


def ask_organization(identifier: str, known: Known, home: str = "") -> Organization:
    """Ask for what an organization of that id is; `home` is the region offered."""

    def wrong(name: str) -> str:
        return wrong_name(name) if name else "a name is needed, in Chinese or in English"

    name = ask(f"  {identifier}: name 单位名称", wrong)
    zh, en = names_in(name)
    if zh is not None and en is None:
        en = ask("  name in English, Enter for none 英文名称", lambda text: wrong_name(text) if text else "") or None
    kinds = enumerate(zip(KINDS, NAMES, strict=True), 1)
    sys.stderr.write("".join(f"    {number:>2} {kind:<18} {said}\n" for number, (kind, said) in kinds))
    kind = ask("  kind, by number or word 类别", lambda text: wrong_kind(_numbered(text)), _likely_kind(name))
    region = ask("  region, six digits 行政区划代码", lambda text: wrong_region(text, known), home)
    return organization(identifier, _numbered(kind), region, zh, en)


def _numbered(text: str) -> str:
    number = int(text) if text.isascii() and text.isdigit() else 0
    return KINDS[number - 1] if 1 <= number <= len(KINDS) else text


def _likely_kind(name: str) -> str:
    return next((kind for words, kind in _BY_NAME if any(word in name for word in words)), "")


@contextmanager
def terminal_prompts() -> Iterator[None]:
    """Ask questions inside.

    Raises:
        KeyboardInterrupt: the person gave up (Ctrl-C, Ctrl-D).
    """
    # typer leaves the last character of a question to stdout, which may be a file.
    aside = nullcontext() if sys.stdout.isatty() else redirect_stdout(sys.stderr)
    try:
        with aside:
            yield
    except typer.Abort:
        raise KeyboardInterrupt from None
