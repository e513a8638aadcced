"""The only room that touches the ledger's files and git, and the only one that knows YAML."""
