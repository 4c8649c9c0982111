"""The demo installation: a synthetic university to look at."""
