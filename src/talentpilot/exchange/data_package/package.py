"""The folder of the data for analysts: database, CSV files, their description as a Data Package, and a guide."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from talentpilot.exchange.data_package.columns import Cell
from talentpilot.exchange.data_package.database import database
from talentpilot.exchange.data_package.guide import guide
from talentpilot.exchange.data_package.table import DataTable, FilledTable, ForeignKey

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
    """Return a table as CSV for machines: UTF-8, LF, nothing put before any text."""
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
