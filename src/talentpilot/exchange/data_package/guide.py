"""README.md of the data for analysts: what the files hold and how to ask them, in Chinese and English."""

from collections.abc import Sequence
from importlib import resources

from talentpilot.exchange.data_package.table import DataTable


def guide(title: str, origin: str, tables: Sequence[DataTable]) -> str:
    """Return the guide: what holds for every table, then each table with its columns."""
    head = resources.files("talentpilot.exchange.data_package").joinpath("guide.md").read_text("utf-8")
    return head.format(title=title, origin=origin) + "".join(map(_section, tables))


def _section(table: DataTable) -> str:
    key = ", ".join(f"`{name}`" for name in table.key_names)
    leads = [f"{', '.join(f'`{one}`' for one in ref.columns)} → `{ref.table}`" for ref in table.references]
    said = [f"\n### {table.name}\n", f"{table.meaning}\n", f"主键 key: {key}\n"]
    said += [f"外键 foreign keys: {'; '.join(leads)}\n"] if leads else []
    said.append("\n| 列 column | 类型 type | 含义 meaning |\n|---|---|---|\n")
    columns = [
        f"| `{name}` | {part.schema or f'{part.sql}, SQLite'} | {_cell(one.meaning)} |\n"
        for name, one, part in table.parts()
    ]
    return "\n".join(said) + "".join(columns)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
