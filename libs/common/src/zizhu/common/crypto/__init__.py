"""Encryption of single fields, files and sealed values, and keyed digests, under one key ring.

Nothing here reads settings: the ring is built from text that the caller read. No key, plain value
or ciphertext appears in a message or in the text of a value.
"""
