"""The summary over all evaluations as frozen values: what can travel, on which conditions, what needs longer."""
