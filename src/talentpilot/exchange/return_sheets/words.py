"""The language of a return: Chinese, English or both."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from talentpilot.diagnostics import LanguageChoice
from talentpilot.exchange.return_sheets.layout import CODES, STATES
from talentpilot.i18n.translator import Translator, translator_for
from talentpilot.model.base import Language, Text
from talentpilot.model.outcomes import Practice
from talentpilot.model.programme import Organization, Programme
from talentpilot.model.regions import REGIONS

FORM_LANGUAGES: tuple[LanguageChoice, ...] = get_args(LanguageChoice)


@dataclass(frozen=True, slots=True)
class FormWords:
    """Words of a form in its language. In both languages, labels have two lines and words of lists both wordings."""

    language: LanguageChoice

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages, the first one first."""
        match self.language:
            case "zh":
                return ("zh",)
            case "en":
                return ("en",)
            case "both":
                return ("zh", "en")

    @property
    def translators(self) -> tuple[Translator, ...]:
        """One for each language."""
        return tuple(map(translator_for, self.languages))

    def label(self, text: Text) -> str:
        """Return a label of the form, one line for each language."""
        return "\n".join(dict.fromkeys(text.say(one) for one in self.languages))

    def line(self, zh: str, en: str) -> str:
        """Return a sentence of the form on one line."""
        return " / ".join(dict.fromkeys(zh if one == "zh" else en for one in self.languages))

    def word(self, text: Text) -> str:
        """Return a word of a list."""
        return self.line(text.say("zh"), text.say("en"))

    def labelled(self, zh: str, en: str, value: str) -> str:
        """Return a value behind its label."""
        return f"{self.line(zh, en)}{'：' if 'zh' in self.languages else ': '}{value}"

    def term(self, code: str, group: str) -> str:
        """Return a code of the ledger in words."""
        return " / ".join(dict.fromkeys(say.term(code, group) for say in self.translators))

    def listed(self, items: Iterable[str]) -> str:
        """Return several items as a list."""
        return self.translators[0].listed(items)

    def joined(self, items: Iterable[str]) -> str:
        """Return several phrases in a row."""
        return self.translators[0].joined(items)

    def said(self, text: Text | None) -> str:
        """Return a text of the ledger in the first language that has it."""
        if text is None:
            return ""
        return next((text.say(one) for one in self.languages if text.speaks(one)), text.say(self.languages[0]))

    def choices(self, name: str) -> dict[str, str]:
        """Return a list of the form: the codes with their words."""
        if name in STATES:
            return {code: self.word(text) for code, text in STATES[name].items()}
        group, codes = CODES[name]
        return {code: self.term(code, group) for code in codes}

    def organizations(self, programme: Programme) -> dict[str, str]:
        """Return the organizations by id; a name that two share is followed by the id."""
        return named({item.id: self.organization(item) for item in programme.organizations})

    def organization(self, item: Organization) -> str:
        """Return the name of an organization."""
        return item.name(self.languages[0])

    def adopters(self, programme: Programme) -> dict[str, str]:
        """Return those that may take over a practice: organizations, then regions by code."""
        return named({**self.organizations(programme), **regions(programme, self.languages[0])})

    def practices(self, practices: tuple[Practice, ...]) -> dict[str, str]:
        """Return the practices of a pilot by id."""
        return {item.id: f"{item.id} {self.said(item.title)}" for item in practices}


def regions(programme: Programme, language: Language) -> dict[str, str]:
    """Return the names of the regions by code, the programme's own first."""
    own = {one.code: (one.zh if language == "zh" else one.en) or one.zh or one.en for one in programme.regions}
    known = {code: one.name(language) for code, one in REGIONS.items()}
    return {code: name for code, name in {**own, **known}.items() if name}


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Return names that tell their owners apart: where two share one, the id follows in brackets."""
    owners = Counter(names.values())
    return {code: name if owners[name] == 1 else f"{name} ({code})" for code, name in names.items()}
