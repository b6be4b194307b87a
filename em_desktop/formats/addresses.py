"""Addresses as they may be shown."""

from __future__ import annotations

import re

_AUTHORITY = re.compile(r"(?P<scheme>[A-Za-z][\w+.-]*://)(?P<user>[^/?#\s]*)@")
_ODD_PASSWORD = re.compile(r"(?P<scheme>[A-Za-z][\w+.-]*://)[^/@\s]*:(?!\d+/)[^\s]*@")
_WITHOUT_SCHEME = re.compile(r"^[^/@:\s]+:(?!//)[^@\s]*@(?=[^/@\s]+[:/])")
_SECRET_PARAMETER = re.compile(
    r"([?&][^=&#\s]*(?:token|passw|secret|key|auth)[^=&#\s]*=)[^&#\s]+", re.IGNORECASE
)
_MASK = "***"


def without_credentials(address: str) -> str:
    """``address`` with user names, passwords and tokens replaced by ``***``.

    The user name of an SSH address without a password (``git@host``) stays: it is
    no secret, and part of what people copy.
    """
    masked, count = _AUTHORITY.subn(_mask_user, address)
    if not count:  # a password may hold a slash that nobody escaped
        masked = _ODD_PASSWORD.sub(rf"\g<scheme>{_MASK}@", masked)
        masked = _WITHOUT_SCHEME.sub(f"{_MASK}@", masked)
    return _SECRET_PARAMETER.sub(rf"\g<1>{_MASK}", masked)


def _mask_user(match: re.Match[str]) -> str:
    is_login = match["scheme"].lower() in {"ssh://", "git+ssh://"} and ":" not in match["user"]
    user = match["user"] if is_login else _MASK
    return f"{match['scheme']}{user}@"
