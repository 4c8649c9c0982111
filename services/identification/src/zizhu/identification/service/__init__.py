"""What identification does, one verb each: load, decide, save, announce, in one transaction."""
