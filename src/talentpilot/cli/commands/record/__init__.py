"""The `talentpilot record` commands: add one dated fact and change nothing else."""
