"""Find contact data in a text however people write it: with gaps, any dash, full width, invisible characters, in words.

The text is folded first, so that the patterns see plain digits, `-` and spaces; what they find is taken out of the text
as it was written. Dates, amounts, document numbers, digests and codes of organizations stay.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from talentpilot.rules.privacy import identity_numbers

Span = tuple[int, int]

_PLAIN = re.compile(r"[\t\n -~\u00b7\u2014\u2018-\u201d\u2026\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]*")
"""Texts of these characters alone fold one to one; nearly all do."""
_GAPS = "\t\n\r\u00a0\u3000"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\uff0d\u30fc\u2500\u4e28\ufe58\ufe63"
_FOLDED = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(_GAPS, " "),
        **dict.fromkeys(_DASHES, "-"),
        "【": "[", "】": "]", "〔": "[", "〕": "]", "·": ".", "。": ".", "\u2800": " ",
    }
)  # fmt: skip
_INVISIBLE = frozenset(("Cf", "Mn", "Me", "Cc"))
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters of Korean that show nothing."""
_HAN = "〇零一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_HAN_RUN = re.compile(rf"[{_HAN}]{{7,}}|[\d{_HAN}](?:[ \-.,、]{{0,2}}[\d{_HAN}]){{10,}}")
_HAN_DIGITS = str.maketrans(_HAN, "0012234567891123456789")

_HINT = re.compile(
    r"[@＠#＃﹫]|(?<![a-z])at(?![a-z])|_at_|艾特|小老鼠|%40|&#|&commat|在 ?[a-z\d]|q ?[.．]?q|企鹅|扣|加 ?q"
    r"|[微威薇] ?信|we ?chat|weixin|[vw]x|v信|钉钉|抖音|飞书|小红书|微博|电报|(?<![a-z])tg(?![a-z])|t\.me/|skype"
    r"|telegram|whatsapp|line ?id"
    rf"|护照|通行证|台胞证|passport|[①-⓿❶-➓]|[1lI][ \-]?[3-9][\dOoIl \-]{{9}}|[{_FILLERS}\u2800]"
    rf"|[\d{_HAN}](?:[\W_]{{0,4}}[\d{_HAN}]){{6}}|\d[\u0300-\u036f\ufe0f\u20e3]",
    re.IGNORECASE,
)

_GAP = r"[ \-._]{0,3}"
_CHINA = rf"(?:(?:\(?(?:\+|00) ?86\)?|(?<!\d)86){_GAP})?"
_MOBILE = re.compile(rf"(?<!\d){_CHINA}(?<!\d)1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)|(?<!\d)(?:00)?861[3-9]\d{{9}}(?!\d)")
_GROUPED_MOBILE = re.compile(
    r"(?<!\d)1[3-9]\d(?P<gap>[^\w\n]{1,3})\d{4}(?P=gap)\d{4}(?!\d)|\(1[3-9]\d\) ?\d{4}[ \-]?\d{4}(?!\d)"
    rf"|(?<![0-9A-Za-z])(?=[\d \-]{{0,12}}[OoIl])[1lI][3-9][\dOoIl](?:[ \-]?[\dOoIl]{{4}}){{2}}(?![0-9A-Za-z])"
    rf"|(?<!\d)1[3-9]\d{_GAP}\d{{4}}{_GAP}[1-9{_HAN}]千(?![\w万元])"
)
"""In groups of 3, 4 and 4 digits between one sign; with letters that look like digits; with a round end in words."""
_BETWEEN_SIGNS = re.compile(r"(?<!\d)1[3-9]\d[^\w\n]{1,3}(\d{4})[^\w\n]{1,3}(\d{4})(?!\d)")
_YEAR = re.compile("(?:19|20)\\d\\d")
_TWO_YEARS = re.compile(r"\D(?:19|20)\d\d\D+(?:19|20)\d\d")
_ABROAD = re.compile(r"(?<![A-Za-z0-9_+])(?:\+|00)[1-9]\d{0,2}[ \-.()]{1,2}\d(?:[ \-.()]{0,2}\d){6,11}(?!\d)")
_EXTENSION = r"(?: ?(?:转|ext\.?|x|-) ?\d{1,6})?"
_LANDLINE = re.compile(
    rf"(?<![\d.]){_CHINA}(?:\( ?)?0?(?:(?<=0)|(?<=86)|(?<=86[ \-.]))(?:10|2\d|[3-9]\d\d) ?[)/]?{_GAP}"
    rf"[2-9]\d{{2,3}}{_GAP}\d{{4}}(?!\d){_EXTENSION}",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    rf"(?<![\d.])[48]00(?:{_GAP}(?:\d{{3}}{_GAP}\d{{4}}|\d{{4}}{_GAP}\d{{3}})|\d[ \-]\d{{3}}[ \-]\d{{3}})(?!\d)"
)
_CUE = (
    r"(?:电 ?话|座 ?机|手 ?机|固 ?话|热 ?线|传 ?真|联 ?系 ?(?:人|方 ?式)?|致电|拨打?|咨询|号码|办公室"
    r"|(?<![A-Za-z])(?:tel|telephone|phone|mobile|fax|call|contact)(?![A-Za-z]))"
)
_CUED = re.compile(
    rf"{_CUE}[^\d\n]{{0,12}}?(?P<number>\(?\d(?:[ \-()]{{0,2}}\d){{6,11}}(?!\d){_EXTENSION}|\d{{3,4}}\.\d{{4}}(?!\d))",
    re.IGNORECASE,
)
_LOCAL = re.compile(rf"(?<![\w.,/#§〕\]\-])[2-8]\d{{7}}(?![\w.,/%]{{0,6}}[\d%])(?!-\d){_EXTENSION}")
_BEFORE_CODE = re.compile(
    r"(?:[¥￥$€]|CNY|RMB|编号|代码|账号|文号|批号|证号|No\.?|№|code|id|number|第)[ :]*$", re.IGNORECASE
)
_UNIT = re.compile(
    r" ?(?:[元万亿人次家个件项户条名份台套册篇平米吨公千百余多%‰年月日号]|左右)"
    r"| (?!(?:or|and|ext|for|to|if|at)\b)[A-Za-z]"
)
"""What follows an amount: its unit, or any word in English."""
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([ \-.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)")
_IDENTITY = re.compile(
    rf"(?<![\dA-Za-z])(?:[1-9](?:{_GAP}\d){{16}}{_GAP}|[1-9]\d{{5}}[^\w\n]{{1,3}}\d{{8}}[^\w\n]{{1,3}}\d{{3}})[\dXx](?![\dA-Za-z])"
)

_LOCAL_PART = r"(?<![\w.%+\-])[\w.%+\-]++"  # begins where a run of such characters begins, so that none is read twice
_ASCII_PART = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]++"
_HOST = r"[\w-]++"
_TOP = r"(?:com|cn|net|org|edu|gov|me|io|info|vip|top|hk|tw|mo|uk|de|fr|jp)(?![A-Za-z0-9])"
_DOT = r" ?(?:\.|点|[(\[{<] ?dot ?[)\]}>]|(?<=\s)dot(?=\s)) ?"
_AT = r" ?(?:@ ?[(\[{<]?|[(\[{<] ?(?:at|a|@|#) ?[)\]}>]|艾特|小老鼠|&(?:#64|#x40|commat);) ?"
_WORDED_HOST = rf"[A-Za-z0-9-]++(?:{_DOT}[A-Za-z0-9-]++){{0,4}}{_DOT}{_TOP}"
_PROVIDER = "(?:qq|foxmail|163|126|139|188|189|yeah|sina|sohu|tom|aliyun|gmail|outlook|hotmail|yahoo|icloud)"
_MAILBOXES = (
    re.compile(rf"{_LOCAL_PART}@{_HOST}(?:\.{_HOST})+"),
    re.compile(rf"{_ASCII_PART}{_AT}{_WORDED_HOST}", re.IGNORECASE),
    re.compile(rf'"[^"\n]{{1,40}}" ?@ ?{_WORDED_HOST}', re.IGNORECASE),
    re.compile(rf"{_ASCII_PART} ?@ ?[A-Za-z0-9-]++(?: ?[.,] ?[A-Za-z0-9-]++){{0,4}} ?, ?{_TOP}", re.IGNORECASE),
    re.compile(r"(?<!\S)\w(?: \w){2,40} ?@(?: ?[\w.-]){2,40} ?\. ?(?:c ?o ?m|c ?n|n ?e ?t)(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<!/){_ASCII_PART}#{_WORDED_HOST}(?!/)", re.IGNORECASE),
    re.compile(rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9.+\-]++(?:_at_|%40){_WORDED_HOST}", re.IGNORECASE),
    re.compile(rf"{_ASCII_PART} ?在 ?{_PROVIDER}{_DOT}{_TOP}", re.IGNORECASE),
)
_AT_WORD = re.compile(
    rf"(?<![A-Za-z0-9._%+\-])(?P<who>[A-Za-z][A-Za-z0-9._%+\-]*+) at (?!www\.){_WORDED_HOST}(?!/)", re.IGNORECASE
)
_NO_MAILBOX = frozenset((
    "available", "published", "posted", "hosted", "online", "found", "site", "website", "page", "portal", "see", "read",
    "look", "more", "is", "are", "be", "accessible", "listed", "announced", "released", "issued", "shown", "stands",
    "data", "files", "file", "text", "it", "them", "down", "up", "download", "downloaded", "live", "and",
))  # fmt: skip
"""Words before `at` and a web address, which is then no mailbox."""
_CHAT = re.compile(
    r"(?:(?<![a-z])q ?\.?q\.?|企鹅|扣扣|加 ?q|(?<=[加的]) ?扣|扣(?= ?:))"
    r" ?(?:号码?|群|邮箱)?(?:号|是|为)? ?:? ?[1-9](?:[ \-]?\d){4,11}(?!\d)"
    r"|(?:[微威薇] ?信|we ?chat(?: ?id)?|(?<![a-z])[vw]x|v信|钉钉|抖音|飞书|小红书|微博|电报|(?<![a-z])tg"
    r"|skype(?: ?id)?|telegram|whatsapp|(?<![a-z])line ?id)"
    r"(?: ?号(?:码|是|为)?(?: ?:)?| ?:| (?=@|[\w-]{0,20}\d)|(?=[A-Za-z_-]{0,19}\d))"
    r" ?@?(?:live:)?[A-Za-z](?a:[\w.-]{5,19})|(?:抖音|小红书|飞书|钉钉)号 ?:? ?\d{6,12}(?!\d)"
    r"|weixin:/(?a:[\w./?=&%-]+)|t\.me/(?a:\w{4,})|台胞证(?:号码?)? ?:? ?\d{8}(?!\d)"
    r"|(?:护照|通行证|passport)(?: ?(?:号码?|no\.?))? ?:? ?[A-Za-z]{1,2}\d{7,9}(?!\d)",
    re.IGNORECASE,
)
_LONGEST_WORD = 20
_CODE_OF_ORGANIZATION = 18
_ENDS_WORD = re.compile(r"[0-9A-Za-z]*\Z")
_BEGINS_WORD = re.compile(r"[0-9A-Za-z]*")


def may_hold_contacts(text: str) -> bool:
    """Return whether a contact can be in the text, by a test that most texts fail."""
    return _HINT.search(text) is not None


def without_contacts(text: str, mark: str) -> str:
    """Return the text with the mark in place of each telephone, chat or identity number and each mailbox."""
    folded, places = _fold(text)
    spans = sorted({(places[start], places[end - 1] + 1) for start, end in _spans(folded)})
    out, done = [], 0
    for start, end in spans:
        if end > done:
            out += [text[done:start], mark] if start >= done else []
            done = end
    return "".join((*out, text[done:]))


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the text in plain digits, dashes and spaces, and for each of its characters the place in the text."""
    folded, places = text, range(len(text))
    if not _PLAIN.fullmatch(text):
        pieces = [(piece, place) for place, one in enumerate(text) for piece in _folded_character(one)]
        folded, places = "".join(piece for piece, _ in pieces), [place for _, place in pieces]  # type: ignore[assignment]
    folded = folded.translate(_FOLDED)
    return _HAN_RUN.sub(lambda run: run[0].translate(_HAN_DIGITS), folded), places


def _folded_character(character: str) -> str:
    if character in _GAPS:
        return " "
    category = unicodedata.category(character)
    if category in _INVISIBLE or character in _FILLERS:
        return ""
    if "⑴" <= character <= "⑼":
        return str(ord(character) - ord("⑴") + 1)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd":
        return "-"
    return " " if category in ("Zs", "Zl", "Zp") else unicodedata.normalize("NFKC", character)


def _in_code(text: str, start: int, end: int) -> bool:
    """Return whether a number is part of a digest or of the code of an organization."""
    before, after = text[max(0, start - _LONGEST_WORD) : start], text[end : end + _LONGEST_WORD]
    first, last = _ENDS_WORD.search(before), _BEGINS_WORD.match(after)
    beside = sum(len(found[0]) for found in (first, last) if found)
    length = end - start + beside
    return beside > 0 and (length > _LONGEST_WORD or length == _CODE_OF_ORGANIZATION)


def _identities(text: str) -> Iterator[Span]:
    for found in _IDENTITY.finditer(text):
        if any(identity_numbers(re.sub(r"[^0-9Xx]", "", found[0]))):
            yield found.span()


def _mobiles(text: str) -> Iterator[Span]:
    for found in _MOBILE.finditer(text):
        groups = [len(group) for group in re.findall(r"\d+", found[0])]
        amount = len(groups) > 2 and all(length == 3 for length in groups[1:])
        decimal = len(groups) == 2 and "." in found[0] and groups[0] < 7
        address = "_" in found[0] and groups != [3, 4, 4]
        scattered = len(groups) > 5 and any(length > 1 for length in groups)
        if not (amount or decimal or address or scattered or _DATE.search(found[0])):
            yield found.span()
    yield from (found.span() for found in _GROUPED_MOBILE.finditer(text) if not _TWO_YEARS.search(found[0]))
    yield from (
        found.span() for found in _BETWEEN_SIGNS.finditer(text) if not any(map(_YEAR.fullmatch, found.groups()))
    )


def _cued(text: str) -> Iterator[Span]:
    for found in _CUED.finditer(text):
        if not (_DATE.search(found["number"]) or _UNIT.match(text, found.end())):
            yield found.span("number")


def _locals(text: str) -> Iterator[Span]:
    for found in _LOCAL.finditer(text):
        about = _BEFORE_CODE.search(text, max(0, found.start() - 12), found.start())
        if not (about or _DATE.match(found[0]) or _UNIT.match(text, found.end())):
            yield found.span()


def _fixed(text: str) -> Iterator[Span]:
    for form in (_ABROAD, _LANDLINE, _SERVICE):
        yield from (found.span() for found in form.finditer(text))


def _mailboxes(text: str) -> Iterator[Span]:
    for form in _MAILBOXES:
        yield from (found.span() for found in form.finditer(text))
    for found in _AT_WORD.finditer(text):
        if found["who"].lower() not in _NO_MAILBOX:
            yield found.span()


def _spans(text: str) -> Iterator[Span]:
    """Yield the place of everything that is a contact in a folded text; some overlap."""
    for find in (_identities, _mobiles, _cued, _locals, _fixed):
        yield from (span for span in find(text) if not _in_code(text, *span))
    yield from _mailboxes(text)
    yield from (found.span() for found in _CHAT.finditer(text))
