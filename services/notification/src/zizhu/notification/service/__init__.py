"""What notification does: one verb each, one transaction each."""
