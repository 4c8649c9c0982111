"""Use cases of identity: load, decide, save, announce."""
