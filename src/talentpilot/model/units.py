"""Units of measure: the built-in list, the programme's additions, which are easily mistaken; currencies."""

import re
import unicodedata
from difflib import get_close_matches
from typing import NamedTuple

from talentpilot.model.base import Language
from talentpilot.model.programme import Programme


class Unit(NamedTuple):
    """A unit with its names; values of a `percent` one lie between 0 and 100 (rule I04)."""

    id: str
    zh: str
    en: str
    percent: bool = False

    def name(self, language: Language) -> str:
        """Return the name in that language."""
        return self.zh if language == "zh" else self.en


_BUILT_IN = (
    Unit("%", "%", "%", percent=True),
    Unit("pp", "个百分点", "percentage points"),
    Unit("persons", "人", "persons"),
    Unit("person_times", "人次", "person-times"),
    Unit("items", "项", "items"),
    Unit("days", "天", "days"),
    Unit("months", "个月", "months"),
    Unit("CNY", "元", "CNY"),
    Unit("CNY_10k", "万元", "CNY 10,000"),
    Unit("hours", "小时", "hours"),
    Unit("score", "分", "points"),
    Unit("yes_no", "是/否", "yes/no"),
)
BUILT_IN_UNITS: dict[str, Unit] = {unit.id: unit for unit in _BUILT_IN}

_ALSO = {
    "百分比": "%",
    "百分点": "pp",
    "人数": "persons",
    "件": "items",
    "个": "items",
    "日": "days",
    "月": "months",
}
"""Other words for built-in units."""


def unit_of(programme: Programme, identifier: str) -> Unit | None:
    """Return the unit of that id, built-in or of the programme's own; None if nobody knows it."""
    if identifier in BUILT_IN_UNITS:
        return BUILT_IN_UNITS[identifier]
    entry = next((item for item in programme.units if item.id == identifier), None)
    if entry is None:
        return None
    return Unit(entry.id, entry.zh or entry.en or entry.id, entry.en or entry.zh or entry.id, entry.percent)


def similar_unit(programme: Programme, identifier: str) -> str | None:
    """Return the id of another unit that a person would take for this one (人 and 人次, `person` and `persons`)."""
    if identifier in BUILT_IN_UNITS:
        return None
    own = unit_of(programme, identifier)
    words = (own.id, own.zh, own.en) if own else (identifier,)
    others = [*_others(programme, identifier), *((word, unit_id) for word, unit_id in _ALSO.items())]
    known: dict[str, str] = {}
    for spell in (_plain, _bare):
        known = {spell(word): unit_id for word, unit_id in reversed(others)}
        twin = next((known[spell(word)] for word in words if spell(word) in known), None)
        if twin is not None:
            return twin
    close = [] if own else get_close_matches(_bare(identifier), known, n=1, cutoff=0.8)
    return known[close[0]] if close else None


def _others(programme: Programme, identifier: str) -> list[tuple[str, str]]:
    """Return every word for another unit, with the id of the unit."""
    added = [unit_of(programme, item.id) for item in programme.units if item.id != identifier]
    units = [*_BUILT_IN, *(unit for unit in added if unit is not None)]
    return [(word, unit.id) for unit in units for word in (unit.id, unit.zh, unit.en)]


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _bare(word: str) -> str:
    """Return the word of a unit without differences of spelling: width, case, plural, 次."""
    plain = re.sub(r"[\s_./-]", "", _plain(word))
    return plain.rstrip("次").rstrip("s") or plain


_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())

_MEANT = {
    "rmb": "CNY", "人民币": "CNY", "人民币元": "CNY", "元": "CNY", "¥": "CNY", "￥": "CNY", "cny_10k": "CNY",
    "万元": "CNY", "港币": "HKD", "港元": "HKD", "澳门元": "MOP", "美元": "USD", "$": "USD", "us$": "USD",
    "欧元": "EUR", "€": "EUR", "日元": "JPY", "英镑": "GBP", "£": "GBP",
}  # fmt: skip
"""Words for a currency that are not codes."""


def meant_currency(word: str) -> str | None:
    """Return the code that is meant by another word or by small letters; None if nobody can say."""
    code = word.strip().upper()
    return code if code in CURRENCIES else _MEANT.get(word.strip().casefold())
