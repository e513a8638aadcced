"""The data for analysts as a SQLite database."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from talentpilot.exchange.data_package.table import DataTable, FilledTable

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
