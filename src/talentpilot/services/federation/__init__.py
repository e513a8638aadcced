"""Many ledgers read as one: opened, rated by one yardstick, checked side by side, reported and verified."""
