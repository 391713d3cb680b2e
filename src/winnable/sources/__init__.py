"""Where evidence is read from: one folder per kind of source."""
