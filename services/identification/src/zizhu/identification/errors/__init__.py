"""The refusals of identification, by the noun that they protect."""
