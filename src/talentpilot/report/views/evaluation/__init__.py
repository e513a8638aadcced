"""The evaluation report as frozen, computed values, independent of language."""
