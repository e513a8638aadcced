"""Take old books over into the ledger: by a mapping, every cell read or told."""
