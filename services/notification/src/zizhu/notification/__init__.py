"""What everyone is told and has to do next."""
