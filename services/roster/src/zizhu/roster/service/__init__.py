"""What roster does, one verb each: load, decide, save, announce, in one transaction."""
