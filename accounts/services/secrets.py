import hashlib
import secrets


def make_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Only the hash is stored: a copy of the database opens nothing.

    SHA-256 is enough: a secret has 256 random bits, so there is nothing to guess slowly.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
