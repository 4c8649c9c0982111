"""Universities, their units and students, and the reference data of days."""
