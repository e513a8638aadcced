"""Find the code that a typed word stands for: the code itself, or any name that the program prints for it."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from talentpilot.diagnostics import Message
from talentpilot.errors import UsageProblem
from talentpilot.i18n.command_terms import COMMAND_TERMS
from talentpilot.i18n.terms import TERMS
from talentpilot.i18n.translator import chinese
from talentpilot.suggestions import nearest_words

_OF_ONE_GROUP = (
    "severity", "bottleneck", "needs", "evidence_kind", "access", "verification", "practice_kind", "practice",
    "incentive", "channel", "adjustment", "procedure", "evaluation", "frequency", "trajectory", "truth", "edition",
    "plan_field", "cadence", "form", "format", "language", "when", "file_kind",
)  # fmt: skip
VOCABULARIES: dict[str, tuple[str, ...]] = {
    "light": ("light", "color"),
    "decision": ("decision", "outcome"),
    **{name: (name,) for name in _OF_ONE_GROUP},
}
"""The groups of terms behind each kind of option."""
SPOKEN: dict[str, dict[str, tuple[str, ...]]] = {
    "light": {"green": ("绿", "绿色"), "amber": ("黄", "黄色"), "red": ("红", "红色"), "grey": ("灰", "灰色")},
    "decision": {
        "approved": ("同意", "批准", "通过", "准予"),
        "rejected": ("不同意", "不批准", "不通过", "未通过", "驳回"),
        "withdrawn": ("撤回",),
    },
    "procedure": {"approval": ("审批",)},
    "truth": {"true": ("yes", "对"), "false": ("no", "不是")},
    "cadence": {
        "monthly": ("月度", "每月", "按月"),
        "quarterly": ("季度", "每季", "按季", "每季度"),
        "semiannual": ("半年", "每半年", "按半年"),
        "annual": ("年度", "每年", "按年"),
        "none": ("无", "不报送", "不要求报送"),
    },
    "form": {"docx": ("word", "文档")},
    "frequency": {"monthly": ("月度",), "quarterly": ("季度",), "semiannual": ("半年",), "annual": ("年度",)},
}
"""What people say for a code besides what the program prints."""


def code_of(word: str, vocabulary: str) -> str:
    """Return the code of a vocabulary that a word stands for.

    A word that begins the Chinese name of one code alone is taken too. A word of ASCII letters that is not a name comes
    back unchanged: whoever reads the code refuses it.

    Raises:
        UsageProblem: the word could stand for several codes, or is Chinese and stands for none.
    """
    names = names_of(vocabulary)
    found = find_name(word, names)
    if len(found) == 1:
        return found[0]
    shown = Message.listed(f"{code} {names[code][0]}" for code in found or names)
    if found:
        raise UsageProblem("{word} could be {codes}", help="write one of these", word=word, codes=shown)
    if word.isascii():
        return word
    near = nearest_words(word, {name for known in names.values() for name in known})
    advice = "did you mean {near}? The words are: {codes}" if near else "the words are: {codes}"
    raise UsageProblem("{word} is not a word for this", help=advice, word=word, near=" / ".join(near), codes=shown)


@cache
def names_of(vocabulary: str) -> Mapping[str, tuple[str, ...]]:
    """Return the names of each code of a vocabulary, Chinese first."""
    wordings = chinese()
    names: dict[str, list[str]] = {}
    for group in VOCABULARIES[vocabulary]:
        for code, english in (TERMS.get(group) or {word: word for word in COMMAND_TERMS.get(group, ())}).items():
            said = wordings.get((group, english)) or wordings.get(("", english), english)
            names.setdefault(code, []).extend((said, english))
    for code, more in SPOKEN.get(vocabulary, {}).items():
        names.setdefault(code, []).extend(more)
    return {code: tuple(dict.fromkeys(known)) for code, known in names.items()}


def meant_codes(word: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """Return the code that a Chinese word most likely stands for, of those allowed; none if that is not clear."""
    if word.isascii():
        return ()
    codes = frozenset(allowed)
    fitting = [names for name in VOCABULARIES if len((names := names_of(name)).keys() & codes) > 1]
    found = {code for names in fitting for code in find_name(word, names) if code in codes}
    return tuple(found) if len(found) == 1 else ()


def find_name(word: str, names: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the keys that a word names: by the key itself, else by a whole name, else by how a Chinese name begins."""
    if word in names:
        return (word,)
    wanted = folded(word)
    called = {key: [folded(name) for name in known] for key, known in names.items()}
    steps = [
        tuple(key for key in names if folded(key) == wanted),
        tuple(key for key, known in called.items() if wanted in known),
    ]
    if not wanted.isascii():
        steps.append(tuple(key for key, known in called.items() if any(name.startswith(wanted) for name in known)))
    return next(filter(None, steps), ())


def folded(text: str) -> str:
    """Return a text for comparison: without width, case, spaces and the hyphens of codes."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "-_")
