"""Plumbing every service stands on; knows no service and no domain of one."""
