"""Readers of published work plans: bytes in, a frozen document out, no framework and no files."""
