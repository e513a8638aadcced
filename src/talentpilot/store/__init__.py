"""Read and write the ledger's files, git and YAML; nothing else does."""
