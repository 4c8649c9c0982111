"""One door: routing, early token check, limits, headers; owns no data."""
