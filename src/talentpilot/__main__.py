"""`python -m talentpilot` does what the `talentpilot` command does."""

from talentpilot.cli.main import run

run()
