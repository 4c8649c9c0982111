"""What roster refuses, by name; each sentence says what to do."""
