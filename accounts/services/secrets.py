import hashlib
import secrets


def make_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Only the hash is stored: a copy of the database opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()
