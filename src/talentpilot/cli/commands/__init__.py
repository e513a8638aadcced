"""One module for each command: it reads the options, calls a service, prints the result and returns the exit code."""
