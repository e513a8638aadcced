"""Prompts on the terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout

import typer

from talentpilot.cli.prompt_words import kind_answer, region_answer, said_back
from talentpilot.diagnostics import Message
from talentpilot.i18n.translator import Translator
from talentpilot.model.programme import Organization
from talentpilot.services.organizations import (
    KINDS,
    Known,
    names_in,
    organization,
    wrong_kind,
    wrong_name,
    wrong_region,
)

NAMES = (
    "部委", "人社部门", "人才部门", "政府部门", "高校", "科研院所", "企业", "事业单位", "社会团体", "评估机构", "其他",
)  # fmt: skip
"""The kinds in Chinese, in the same order."""
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


def ask(say: Translator, label: str, wrong: Callable[[str], Message | None] = lambda _: None, default: str = "") -> str:
    """A question on the terminal, asked again until the answer is right. It goes to stderr, as all questions do."""
    while True:
        given: str = typer.prompt(label, default=default, show_default=bool(default), err=True)
        answer = given.strip()
        problem = wrong(answer)
        if problem is None:
            return answer
        sys.stderr.write(f"  {say.said(problem)}\n")


def ask_organization(say: Translator, identifier: str, known: Known, home: str = "") -> Organization:
    """Ask for what an organization of that id is; `home` is the region offered."""

    def wrong(name: str) -> Message | None:
        return wrong_name(name) if name else Message("a name is needed, in Chinese or in English")

    name = ask(say, "  " + say.text("{id}: name", id=identifier), wrong)
    zh, en = names_in(name)
    if zh is not None and en is None:
        label = "  " + say.text("name in English, Enter for none")
        en = ask(say, label, lambda text: wrong_name(text) if text else None) or None
    kinds = enumerate(zip(KINDS, NAMES, strict=True), 1)
    rows = (f"    {number:>2} {kind:<18} {said if say.language == 'zh' else ''}" for number, (kind, said) in kinds)
    sys.stderr.write("".join(f"{row.rstrip()}\n" for row in rows))
    label = "  " + say.text("kind, by number or word")
    kind = ask(say, label, lambda text: wrong_kind(_numbered(text)), _likely_kind(name))
    label = "  " + say.text("region, six digits")
    region = ask(say, label, lambda text: wrong_region(region_answer(text), known), home)
    return organization(identifier, _numbered(kind), said_back(region, region_answer(region)), zh, en)


def _numbered(text: str) -> str:
    return kind_answer(text, KINDS, NAMES)


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
