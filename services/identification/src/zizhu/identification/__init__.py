"""Which students are in hardship, and to what degree, found out fairly."""
