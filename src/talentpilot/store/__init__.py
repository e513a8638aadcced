"""Read and write the ledger's files, YAML and git. No other package does."""
