"""Bookkeeping of policy pilots on plain files."""

__version__ = "0.1.0"
