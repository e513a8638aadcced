"""The return round: make the workbooks, take them back, list what was handed in."""
