"""A ledger with a mark in every text that the public must not see, and a search for such marks in any form."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PILOT = "yx-titles-01"
PERIOD = "2026Q3"
CONTACTS = {
    "mobile": "13800138000",
    "landline": "0871-63635555",
    "mailbox": "gongzuo@rst.yunxi.gov.cn",
    "identity": "11010519491231002X",
}
MARK = re.compile(r"Qz(?:contact|partner|owner|person|zh|en|matter|title|host|file)[0-9]{3}")


class Marks:
    """Words that stand nowhere else, each with what it marks; `shown` are those that an internal report prints."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.shown: list[str] = []

    def new(self, kind: str, *, shown: bool = True) -> str:
        mark = f"Qz{kind}{len(self.all):03}"
        self.all.append(mark)
        if shown:
            self.shown.append(mark)
        return mark


def marked_ledger(target: Path) -> tuple[Path, Marks]:
    """A copy of the example, one of whose pilots has a mark in every text that the public must not see."""
    shutil.copytree(ROOT / "pilots", target / "pilots", ignore=shutil.ignore_patterns("evidence"))
    for name in ("programme.yaml", "catalogue.yaml"):
        shutil.copy(ROOT / name, target / name)
    marks = Marks()
    home = target / "pilots" / PILOT
    pilot = yaml.load((home / "pilot.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)
    mark_pilot(pilot, marks)
    (home / "pilot.yaml").write_text(yaml.dump(pilot, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    steps = yaml.load((home / "milestones.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader)
    steps["milestones"][-1]["owner"] = marks.new("person")
    (home / "milestones.yaml").write_text(
        yaml.dump(steps, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8"
    )
    return target, marks


def mark_pilot(pilot: dict[str, Any], marks: Marks) -> None:
    pilot["roles"]["contact"] = marks.new("contact")
    pilot["roles"]["partners"] = [*pilot["roles"]["partners"], marks.new("partner")]
    pilot["objective"] = {
        "zh": "目标。联系" + "，".join(CONTACTS.values()),
        "en": "Ask " + ", ".join(CONTACTS.values()),
    }
    pilot["bottlenecks"][0]["owner"] = marks.new("owner")
    for report in pilot["reports"]:
        shown = report["period"] == PERIOD
        for name in ("progress", "problems", "next"):
            report[name] = {"zh": marks.new("zh", shown=shown), "en": marks.new("en", shown=shown)}
        report["matters"] = [
            {
                "id": f"G{report['period'][-1]}",
                "title": marks.new("matter", shown=shown),
                "kind": "data",
                "needs": "ministry",
            }
        ]
    for number, item in enumerate(pilot["evidence"]):
        inside = item.pop("access") == "internal"
        item["access"] = "internal" if inside else "public"
        item["title"] = marks.new("title") if inside else "Open evidence"
        if inside and number % 2:
            item.pop("path", None), item.pop("sha256", None)
            item["url"] = f"https://{marks.new('host').lower()}.example.org/x"
            marks.all[-1] = marks.shown[-1] = marks.all[-1].lower()
        elif inside:
            item["path"] = f"evidence/{marks.new('file')}.pdf"


def texts_of(name: str, data: bytes) -> str:
    """Everything that a file holds, with no space in it: a word that breaks at the end of a line is still that word."""
    match Path(name).suffix:
        case ".docx":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                raw = "".join(packed.read(item).decode(errors="ignore") for item in packed.namelist())
            raw += re.sub(r"<[^>]*>", "", raw)
        case ".pdf":
            done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
            raw = done.stdout.decode() + data.decode("latin-1")
        case _:
            raw = data.decode()
    return re.sub(r"[\s\u00ad\u200b]", "", raw).replace("\\", "")


def found(texts: str, marks: Sequence[str]) -> set[str]:
    return {mark for mark in marks if mark in texts}
