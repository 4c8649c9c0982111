"""Backup and restore: databases at one instant, files as they lie, keys under a passphrase."""
