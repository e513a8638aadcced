"""Organizations as people describe them in options and prompts."""

from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.i18n.word_codes import find_name
from talentpilot.model.programme import Organization, OrganizationKind
from talentpilot.model.regions import REGIONS
from talentpilot.model.scalars import FILE_ID, REGION
from talentpilot.store.yaml.editor import scalar
from talentpilot.suggestions import meant, nearest_words

_IN_CHINESE = "部委 人社部门 人才部门 政府部门 高校 科研院所 企业 事业单位 社会团体 评估机构 其他"
KINDS: dict[str, str] = dict(zip(get_args(OrganizationKind), _IN_CHINESE.split(), strict=True))
"""The kinds with their Chinese names."""
_SPOKEN = {
    "hrss_department": ("人社厅", "人社局"),
    "university": ("大学", "高等学校"),
    "research_institute": ("研究院", "研究所"),
    "enterprise": ("企业单位", "公司"),
    "association": ("协会", "学会"),
}
"""What people say for a kind besides its name."""
EXAMPLE = "js-hrss hrss_department 320000 江苏省人力资源和社会保障厅"
FORM = Message('ID KIND REGION NAME, such as "{example}"; an English name after " / "', {"example": EXAMPLE})
Known = Callable[[str], bool]
"""Whether a region is in the ledger."""


def read_organization(text: str, known: Known) -> Organization:
    """Read an organization from an option; its kind and its region may be named in words.

    Raises:
        UsageProblem: a part is missing or wrong; the message says which.
    """
    words = text.split(maxsplit=3)
    if len(words) < 4:
        raise UsageProblem("{--organization} {text} is not of the form {form}", text=repr(text), form=FORM)
    identifier, kind, region, name = words[0], kind_code(words[1]), region_code(words[2]), words[3]
    for problem in (wrong_id(identifier), wrong_kind(kind), wrong_region(region, known), wrong_name(name)):
        if problem:
            raise UsageProblem("{--organization} {identifier}: {problem}", identifier=identifier, problem=problem)
    return organization(identifier, kind, region, *names_in(name))


def organization(identifier: str, kind: str, region: str, zh: str | None, en: str | None) -> Organization:
    """Return an organization from parts that have been checked."""
    parts = {"id": identifier, "zh": zh, "en": en, "kind": kind, "region": region}
    return Organization.model_validate({name: value for name, value in parts.items() if value})


def kind_code(text: str) -> str:
    """Return a kind by its code or a Chinese name; anything else comes back unchanged."""
    return code_named(text, {kind: (name, *_SPOKEN.get(kind, ())) for kind, name in KINDS.items()})


def region_code(text: str) -> str:
    """Return the code of a region by its name, or by how that begins; anything else comes back unchanged."""
    return code_named(text, {code: (region.zh, region.en) for code, region in REGIONS.items()})


def code_named(text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return the one code that a text names; anything else comes back unchanged."""
    found = find_name(text, names) if text else ()
    return found[0] if len(found) == 1 else text


def names_in(text: str) -> tuple[str | None, str | None]:
    """Return the Chinese and the English name in `江苏省人社厅 / Jiangsu HRSS Department` or in one of them."""
    first, slash, second = (part.strip() for part in text.partition(" / "))
    if slash:
        return first, second
    return (None, first) if first.isascii() else (first, None)


def wrong_id(text: str) -> Message | None:
    """Return what is wrong with an id, or None."""
    if FILE_ID.fullmatch(text) is not None:
        return None
    return Message("id {id} is not 2 to 64 lower-case letters, digits and hyphens, such as js-hrss", {"id": text})


def wrong_kind(text: str) -> Message | None:
    """Return what is wrong with a kind, or None."""
    if not text:
        return Message("a kind is needed")
    if text in KINDS:
        return None
    near = nearest_words(text, [*KINDS, *KINDS.values()])
    advice = meant(near) if near else Message("there are {known}", {"known": _listed_kinds()})
    return Message("there is no kind {kind}; {advice}", {"kind": text, "advice": advice})


def _listed_kinds() -> Message:
    return Message.listed(f"{kind} {name}" for kind, name in KINDS.items())


def wrong_region(text: str, known: Known) -> Message | None:
    """Return what is wrong with a region, or None."""
    if REGION.fullmatch(text) is None:
        return Message("region {region} is not a code of six digits, such as 320000", {"region": text})
    if known(text):
        return None
    return Message("region {region} is in no known province; add it to regions in programme.yaml", {"region": text})


def wrong_name(text: str) -> Message | None:
    """Return what is wrong with a name, or None."""
    return next((wrong for name in names_in(text) if name is not None and (wrong := wrong_text(name))), None)


def wrong_text(words: str) -> Message | None:
    """Return why a text can't be written into a file, or None."""
    try:
        scalar(words)
    except UsageProblem as problem:
        return problem.message
    return None
