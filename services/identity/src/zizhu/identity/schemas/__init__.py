"""Wire shapes of identity, in and out."""
