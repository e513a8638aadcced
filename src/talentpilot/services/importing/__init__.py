"""Take old books (workbooks, CSV files) over into the ledger by a mapping; each cell is read, or reported."""
