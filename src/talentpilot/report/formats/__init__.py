"""One module for each form a report is delivered in."""
