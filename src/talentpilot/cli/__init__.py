"""The command line: reads options, calls services, prints results. No other package prints."""
