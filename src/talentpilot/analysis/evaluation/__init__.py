"""Evaluate a pilot: performance, the decision table, the recommendation."""
