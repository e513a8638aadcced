"""Contacts leave the public edition however people write them; dates, amounts, document numbers and codes stay."""

import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from report.marked import PILOT, ROOT, texts_of
from report.test_editions import files_of, view_of
from talentpilot.model.base import Text
from talentpilot.report.publish import FORMS
from talentpilot.report.views.contacts import without_contacts
from talentpilot.report.views.redaction import redact

pytestmark = pytest.mark.slow

MOBILE = (
    "13800138000", "138 0013 8000", "138-0013-8000", "138.0013.8000", "1380013 8000", "138 00138000", "138_0013_8000",
    "138·0013·8000", "1 3 8 0 0 1 3 8 0 0 0", "a13800138000", "tel13800138000", "13800138000 13900139000",
    "+86 138 0013 8000", "+8613800138000", "008613800138000", "8613800138000", "(+86)13800138000", "+86-138-0013-8000",
    "138\u20100013\u20108000", "138\u20110013\u20118000", "138\u20130013\u20138000", "138—0013—8000", "138－0013－8000",
    "138\u00a00013\u00a08000", "138\u30000013\u30008000", "138\u20090013\u20098000", "138\t0013\t8000",
    "138\u200b0013\u200b8000", "138\u00ad00138000", "1\u20603\u20608\u206000138000", "138\ufeff00138000",
    "１３８００１３８０００", "\U0001d7cf\U0001d7d1\U0001d7d600138000", "①③⑧⓪⓪①③⑧⓪⓪⓪", "١٣٨٠٠١٣٨٠٠٠",
    "138/0013/8000", "138•0013•8000", "138~0013~8000", "138,0013,8000", "138，0013，8000", "138|0013|8000",
    "138*0013*8000", "138+0013+8000", "138：0013：8000", "138、0013、8000", "(138)00138000", "(138) 0013-8000",
    "l38OOl38OOO", "138oo138ooo", "壹叁捌零零壹叁捌零零零", "1三8零0幺38000", "１3八00一三8零零零",
    "1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e300138000", "一三八〇〇一三八〇〇〇",
    "138)0013-8000", "138]0013[8000", "138(0013)8000", "138<0013>8000", "138 0013 八千", "138 零零一三 8000",
    "一三八 零零一三 八零零零", "一三八-零零一三-八零零零", "幺三八，零零幺三，八零零零", "一三八、零零一三、八零零零",
    "I3800138000", "l38 0013 8000", "138 ooI3 8ooo", "⑴⑶⑻⓪⓪⑴⑶⑻⓪⓪⓪", "138\u3164 00138000", "138\u115f00138000",
    "138\u2800 0013 8000",
)  # fmt: skip
FIXED = (
    "0871-63635555", "087163635555", "(010) 65887799", "（010）65887799", "010 6588 7799", "0871-6363-5555转8012",
    "0571—88888888", "0571 8888-8888", "+86 871 63635555", "+86-10-65887799", "62345678", "电话 6234 5678",
    "tel: 6234-5678", "联系电话：62345678", "请拨打62345678转801", "400-810-0000", "400 123 4567", "4008100000",
    "800-810-1234", "0571/88888888", "电 话 ： 8 8 8 8 8 8 8 8", "传 真 8888 8888", "+852 9123 4567",
    "+1 (212) 555-0123", "4008-100-000", "电话 6363.5555",
)  # fmt: skip
MAILBOX = (
    "zhang@163.com", "zhang＠163.com", "zhang@163．com", "zhang @ 163 . com", "zhang@163。com", "张三@rst.gov.cn",
    "zhang(at)163.com", "zhang[at]x.gov.cn", "zhang [at] x [dot] com", "zhang（at）163（dot）com", "zhang艾特163.com",
    "zhang#163.com", "zhang at x.gov.cn", "zhang AT 163 dot com", "zhang\u200b@163.com", "mailto:a.b@c.cn", "a@b.co.uk",
    "zhang@[163.com]", '"zhang san"@163.com', "zhang.san(#)hrss.gov.cn", "zhang.san@hrss,gov,cn", "zhang@163，com",
    "z h a n g @ 1 6 3 . c o m", "zhang 在 163.com", "zhang在163.com", "zhang 在 163 点 com", "zhang%40163.com",
    "zhang_at_hrss.gov.cn", "zhang&#64;163.com", "zhang&commat;163.com", "zhang＃163.com",
)  # fmt: skip
OTHER = (
    "QQ 12345678", "QQ：12345678", "qq号 1234567890", "QQ群123456789", "微信号：zhang_san88", "微信 zhangsan88",
    "WeChat: zhangsan", "vx:abc12345", "v信zhangsan88", "加微信zhangsan88", "企鹅号 12345678", "扣扣：12345678",
    "QQ邮箱 12345678", "抖音号 zhang888", "skype: zhang.san", "telegram @zhangsan", "Line ID: zhangsan",
    "Q Q：12345678", "q.q. 12345678", "扣:12345678", "加Q12345678", "wx:zhangsan88", "WX号 zhangsan88",
    "微 信：zhangsan88", "威信 zhangsan88", "薇信：zhangsan88", "飞书：zhangsan88", "TG:@zhangsan", "微博 @zhangsan88",
    "小红书号 12345678", "t.me/zhangsan88", "台胞证 12345678", "110105*19491231*002X",
    "weixin://dl/chat?zhangsan88", "护照 E12345678", "通行证号：C12345678", "passport no. E12345678",
    "11010519491231002X", "110105 19491231 002X", "110105-19491231-002X",
    "１１０１０５１９４９１２３１００２Ｘ", "1101 0519 4912 3100 2X",
)  # fmt: skip
EVERY = (*MOBILE, *FIXED, *MAILBOX, *OTHER)
INNOCENT = (
    "2025-08-20, 云人社函〔2025〕41号, 99.5%", "人社厅发〔2026〕12号", "人社部发[2026]8号、云人社发〔2025〕120号",
    "sha256:1a05871636355551b13800138000c", "第3批1200人，合计 300000 元", "13,800,138,000元", "13 800 138 000 CNY",
    "62345678元", "62345678 元", "资金62345678万元", "共 62345678 人", "编号62345678", "135.12345678", "0.12345678",
    "91530100MA6K3R2X5T", "91530100713400000X", "12530000431202345X", "13530000138MB12345", "91530100MA6K13812F",
    "130, 2025, 2026", "135/2025/2026", "微信H5页面小程序", "微信小程序 12 个", "线上 Line 12 条",
    "护照办理 12345678 人",
    "一二三四五六七", "第三批11000138000元", "抖音直播 38 场",
    "2026-03-31", "20260331", "2026.03.31 2026.04.30", "2026年3月31日至2026年4月30日", "二〇二六年三月三十一日",
    "2026-03-31 10:30:00", "observed 135 2026-03-31", "1 3 5 7 9 11 13 15 17", "2025Q4 2026Q1 2026Q2",
    "published at www.mohrss.gov.cn", "available at rst.yunxi.gov.cn",
    "https://rst.gov.cn/art/2026/3/31/art_1356_3312345.html",
    "微信公众号 yunxi-rencai", "WeChat official account", "300000 CNY; 45000 CNY", "电话会议 2026-03-31 召开",
    "联系 3 家企业 2026 年", "手机用户 13500000 人", "yx-titles-01/2026-midterm", "GB/T 19001-2016",
    "99.5% 98.7% 12.34%",
    "第一批 138 人，第二批 0013 号，合计 8000 元", "138 项、13 个、8000 万元", "在 163 个单位试行",
    "服务在 www.163.com 公布", "见 rst.yunxi.gov.cn 在线办理", "在 A.com 与 B.com", "在163.com发布", "150（2024）3000",
    "GB 13800—2013", "第138-0013号", "（2026）云0138民初0013号", "1380-1390-1400", "138/200（69%）", "三、一三五规划",
    "十三五规划 十四五规划", "一、二、三、四、五、六、七、八、九、十", "wx小程序", "飞书文档", "线上 QQ 群 3 个",
    "微博话题 123 万", "直线上升 12345678 次", "1 3 5 7 9 11 13 15 17 19 21", "1、3、5、7、9、11、13、15、17",
    "六三六三", "1 万 3 千", "138 家 1390 人 8 千元",
    "扣 12345678 元", "电话 3 部", "手机 138 部", "电话费 1234.5678 万元", "加 Q3 季度 2026",
    "2026 一季度 138 家，二季度 1390 人，三季度 8000 人",
    "12.5/34.5/56.7/78.9", "milestones/M3/due", "c282c3b0a1b2c3d4e5f60718293a4b5c6d7e8f90",
)  # fmt: skip


@pytest.mark.parametrize("way", EVERY)
def test_a_contact_is_found_alone_and_within_a_text(way: str) -> None:
    for text in (way, f"请联系张某{way}，谢谢。", f"Ask Zhang, {way}.", f"张某（{way}）"):
        made = without_contacts(text, "§")
        assert "§" in made, text
        assert leftovers(way, made) == [], made


def leftovers(way: str, text: str) -> list[str]:
    """Numbers and mailboxes of a contact that are still in a text, compared without gaps."""
    plain = squeezed(text)
    return [part for part in re.findall(r"\d{5,}|[\w.]+@[\w.]+", squeezed(way)) if part in plain]


def squeezed(text: str) -> str:
    return "".join(
        one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one)[0] in "NL" or one in "@."
    )


@pytest.mark.parametrize("text", INNOCENT)
def test_what_is_no_contact_stays(text: str) -> None:
    assert without_contacts(text, "§") == text
    assert without_contacts(f"见{text}，备查。", "§") == f"见{text}，备查。"


def test_what_stands_around_a_contact_stays() -> None:
    said = "职称处（李某，138 0013 8000；zhang at x.gov.cn），云人社函〔2025〕41号，2026-03-31。"
    assert without_contacts(said, "§") == "职称处（李某，§；§），云人社函〔2025〕41号，2026-03-31。"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000 + "@", "a@" * 150_000, "1" * 300_000, "1 " * 150_000, "13800138000" * 27_000,
        "a13800138000" * 25_000, "电话 1" * 75_000, "微信 " * 100_000 + "qq", " " * 300_000 + "@",
        "a张" * 150_000 + " at b",
        "a at " * 60_000, "a#a" * 100_000, "a(at)a" * 50_000, "\u200b1" * 150_000, "a@" + "b." * 150_000,
        "." * 300_000 + "@",
    ],
    ids=range(16),
)  # fmt: skip
@pytest.mark.timeout(60)
def test_a_long_text_does_not_take_minutes(text: str) -> None:
    redact(Text(plain=text))


# Whole reports


def planted(target: Path) -> Path:
    """A copy of the example with a contact in each free text of one pilot, and internal evidence marked."""
    shutil.copytree(ROOT / "pilots", target / "pilots", ignore=shutil.ignore_patterns("evidence"))
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, target / name)
    home = target / "pilots" / PILOT
    ways = iter(EVERY * 9)
    for name in ("pilot.yaml", "milestones.yaml", "outcomes.yaml"):
        data = yaml.load((home / name).read_text(encoding="utf-8"), yaml.BaseLoader)
        plant(data, ways)
        (home / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    pilot = yaml.load((home / "pilot.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    pilot["objective"] = {"zh": "；".join(EVERY), "en": "; ".join(EVERY)}
    (home / "pilot.yaml").write_text(yaml.safe_dump(pilot, allow_unicode=True), encoding="utf-8")
    return target


def plant(data: object, ways: "object") -> None:
    """Add a contact to each text in two languages, and a marked title to evidence that is internal."""
    if isinstance(data, dict):
        if data.get("access") == "internal" and "kind" in data:
            data["title"] = f"Qzinternal{data['id']}"
        for key, value in data.items():
            if key in ("zh", "en") and isinstance(value, str):
                data[key] = f"{value} {next(ways)}"  # type: ignore[call-overload]
            else:
                plant(value, ways)
    elif isinstance(data, list):
        for item in data:
            plant(item, ways)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted(tmp_path_factory.mktemp("contacts"))


BESIDE = ("Appraisal of titles by committees ", "职称评审委员会", "internationalization: ", "（", "x\n")


@pytest.mark.parametrize("before", BESIDE)
def test_a_contact_is_found_behind_any_word(before: str) -> None:
    alone = {"62345678"} if before[-1].isalpha() else set()  # eight digits behind any Chinese word may be an amount
    shown = {before + way: without_contacts(before + way, "§") for way in set(EVERY) - alone}
    assert {way: text for way, text in shown.items() if "§" not in text or re.search(r"\d{4}|zhang", text)} == {}


QUICK = ("md", "json")


@pytest.mark.parametrize(
    "forms", [QUICK, *(pytest.param((form,), marks=pytest.mark.slow) for form in FORMS if form not in QUICK)]
)
@pytest.mark.parametrize("pilot", [None, PILOT])
def test_no_contact_is_in_any_form_of_a_public_report(books: Path, pilot: str | None, forms: Sequence[str]) -> None:
    for name, data in files_of(view_of(books, "public", pilot), forms).items():
        texts = texts_of(name, data)
        plain = squeezed(texts)
        assert "Qzinternal" not in texts, name
        for number in ("13800138000", "63635555", "65887799", "88888888", "19491231002", "12345678", "zhang_san88"):
            assert number not in texts, (name, number)
            assert squeezed(number) not in plain or name.endswith(".pdf"), (name, number)
        assert "zhang@163" not in plain, name


def test_the_internal_report_holds_them(books: Path) -> None:
    made = files_of(view_of(books, "internal", PILOT), QUICK)
    for name in (name for name in made if not name.endswith(".svg")):
        plain = squeezed(texts_of(name, made[name]))
        for number in ("13800138000", "63635555", "65887799", "88888888", "19491231002", "zhangsan88", "zhang@163.com"):
            assert number in plain, (name, number)
