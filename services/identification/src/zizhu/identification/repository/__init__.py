"""Every statement of identification; what it returns are values of the domain."""
