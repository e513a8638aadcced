"""The folder of the data for analysts: database, CSV files, their description as a Data Package, and a guide."""

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import resources
from typing import Any

from talentpilot.escaping import visible
from talentpilot.exchange.data_package.table import Cell, DataTable, FilledTable, ForeignKey

_PAGE = 4096


def database(tables: Sequence[FilledTable]) -> bytes:
    """Return a database with these tables, the same bytes for the same rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("BEGIN")
        for one in tables:
            connection.execute(create_statement(one.table))
            statement = f"INSERT INTO {_quoted(one.table.name)} VALUES ({', '.join('?' for _ in one.table.parts())})"
            connection.executemany(statement, (row.cells for row in one.rows))
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        return connection.serialize()


def create_statement(table: DataTable) -> str:
    """Return the statement that makes a table; what each column says stands behind it, for `.schema` to show."""
    lines = [
        (f"{_quoted(name)} {part.sql}{' NOT NULL' if one in table.always else ''}", one.meaning)
        for name, one, part in table.parts()
    ]
    lines.append((f"PRIMARY KEY ({_names(table.key_names)})", ""))
    lines += [(f"FOREIGN KEY ({_names(one.columns)}) REFERENCES {_quoted(one.table)}", "") for one in table.references]
    texts = [f"  {sql}{',' if number < len(lines) else ''}" for number, (sql, _) in enumerate(lines, start=1)]
    remarks = [f" -- {meaning}" if meaning else "" for _, meaning in lines]
    body = "\n".join(text + remark for text, remark in zip(texts, remarks, strict=True))
    return f"CREATE TABLE {_quoted(table.name)} ( -- {table.meaning}\n{body}\n)"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


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


DATABASE, DESCRIPTION, GUIDE = "ledger.sqlite", "datapackage.json", "README.md"


@dataclass(frozen=True, slots=True)
class PackageHead:
    """What the package is about: the id of the programme, its title, and a line on the day and the origin."""

    name: str
    title: str
    origin: str


def package_files(head: PackageHead, tables: Sequence[FilledTable]) -> dict[str, bytes]:
    """Return the files of the package by name; the same tables make the same bytes."""
    texts = {f"csv/{one.table.name}.csv": csv_file(one) for one in tables}
    return {
        DATABASE: database(tables),
        **texts,
        DESCRIPTION: _description(head, tables, texts),
        GUIDE: guide(head.title, head.origin, [one.table for one in tables]).encode(),
    }


def csv_file(filled: FilledTable) -> bytes:
    """Return a table as CSV for machines: UTF-8, LF, nothing put before any text, control characters as escapes."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    shown = [part.schema is not None for _, _, part in filled.table.parts()]
    writer.writerow(name for (name, _, _), here in zip(filled.table.parts(), shown, strict=True) if here)
    for one in filled.rows:
        writer.writerow(_written(cell) for cell, here in zip(one.cells, shown, strict=True) if here)
    return stream.getvalue().encode()


def _written(cell: Cell) -> object:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return visible(cell)
    return repr(cell) if isinstance(cell, float) else cell


def _description(head: PackageHead, tables: Sequence[FilledTable], texts: Mapping[str, bytes]) -> bytes:
    keys = {one.table.name: one.table.key_names for one in tables}
    document = {
        "profile": "tabular-data-package",
        "name": head.name,
        "title": head.title,
        "description": head.origin,
        "resources": [_resource(one.table, texts[f"csv/{one.table.name}.csv"], keys) for one in tables],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(table: DataTable, content: bytes, keys: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.meaning,
        "path": f"csv/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"lineTerminator": "\n"},
        "schema": _table_schema(table, keys),
    }


def _table_schema(table: DataTable, keys: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for name, one, part in table.parts():
        if part.schema is not None:
            field = {"name": name, "type": part.schema, "description": one.meaning}
            fields.append(field | ({"constraints": {"required": True}} if one in table.always else {}))
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": list(table.key_names)}
    foreign = [_foreign_key(table, one, keys) for one in table.references if _is_whole(table, one)]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _is_whole(table: DataTable, reference: ForeignKey) -> bool:
    """Return whether the key is never absent in part: then a Table Schema, unlike SQL, would ask for such a row."""
    always = {one.name for one in table.always}
    return len(reference.columns) == 1 or always >= set(reference.columns)


def _foreign_key(table: DataTable, reference: ForeignKey, keys: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return a foreign key; an empty name of a resource means the table itself."""
    other = "" if reference.table == table.name else reference.table
    target = {"resource": other, "fields": list(keys[reference.table])}
    return {"fields": list(reference.columns), "reference": target}
