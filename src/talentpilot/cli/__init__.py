"""The command line: gathers, calls, shows, exits. The only room that prints and asks the clock."""
