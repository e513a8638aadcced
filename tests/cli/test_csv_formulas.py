"""No cell of a CSV is run as a formula, whatever its width and whatever a spreadsheet skips before it."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import Ran
from talentpilot.cli.output.rows import csv_of


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫")
@pytest.mark.parametrize(
    "before", ["", " ", "\n", "\r\n", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff", "\u2060", "\n \n", "\x0b"]
)
def test_a_formula_gets_an_apostrophe(sign: str, before: str) -> None:
    ((cell,),) = list(csv.reader(io.StringIO(csv_of(["a"], [[f"{before}{sign}1+1"]]))))[1:]
    assert cell.startswith("'")


@pytest.mark.parametrize("cell", ["", "-1", "-1.5", "−8.0", "1+1", "a=b", "2026-03-31", "M1", "—", "职称 - 评审", " 3"])
def test_figures_and_words_stand_as_they_are(cell: str) -> None:
    assert list(csv.reader(io.StringIO(csv_of(["a"], [[cell]]))))[1:] == ([[cell]] if cell else [[""]])


@pytest.mark.parametrize("title", ["＝1+1", "\n=1+1", "=cmd|' /C calc'!A0", "\u3000@SUM(1)"])
def test_a_title_is_no_formula_in_any_csv(run: Callable[..., Ran], sound: Path, title: str) -> None:
    file = sound / "pilots" / "yx-titles-01" / "pilot.yaml"
    data = yaml.load(file.read_text("utf-8"), yaml.BaseLoader)
    data["title"] = {"zh": title, "en": title}
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    for command in (("status",), ("due", "--within", "800")):
        ran = run(*command, "--format", "csv", "--as-of", "2026-03-31", "--root", sound)
        cells = [cell for row in csv.reader(io.StringIO(ran.out)) for cell in row]
        assert any("1" in cell for cell in cells)
        assert not [cell for cell in cells if cell.strip().startswith(("=", "＝", "@"))]
