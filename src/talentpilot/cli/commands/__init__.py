"""One file a command: gathers, calls, shows, exits."""
