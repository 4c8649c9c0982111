"""Every SELECT of roster; what it returns are values of the domain."""
