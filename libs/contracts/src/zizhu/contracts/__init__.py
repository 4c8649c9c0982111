"""The published language: event classes by publisher, with golden samples."""
