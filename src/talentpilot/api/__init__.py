"""The Python API: everything that the command line can do, as plain calls that return values."""
