"""The evaluation report as frozen values: every section, computed once, in no language yet."""
