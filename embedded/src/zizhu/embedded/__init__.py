"""Every service in one process, and the zizhu command."""
