"""Every SELECT and UPDATE of identity; answers are domain values."""
