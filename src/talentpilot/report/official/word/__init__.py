"""Official documents as Word documents, written part by part: see docs/decisions/0015."""
