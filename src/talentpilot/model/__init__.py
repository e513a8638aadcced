"""What people write into the ledger, as frozen records: the schema decides every type, never YAML."""
