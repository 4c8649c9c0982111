"""What can go wrong with keys and ciphertexts; the sentences name no key material and no value."""


class KeysUnusable(ValueError):
    """A key file, a key or a pepper that cannot be used; a fault of the installation."""


class CannotDecrypt(Exception):
    """A ciphertext that was changed, moved to another place, or made for a key we do not have."""
