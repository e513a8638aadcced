"""Parse, format and minimally edit YAML text."""
