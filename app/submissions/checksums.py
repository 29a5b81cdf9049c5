"""Check digits of the numbers that people type: a mistyped one is found without asking anybody; pure."""

from __future__ import annotations

import re


def orcid(digits: str) -> str:
    """The check sign of the 15 digits before it, ISO 7064 MOD 11-2: a digit or ``X``."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def isbn(number: str) -> bool:
    """Ten or thirteen signs of an ISBN (ISO 2108), hyphens and spaces left out."""
    if re.fullmatch(r"\d{9}[\dX]", number):
        values = [10 if sign == "X" else int(sign) for sign in number]
        return sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
    if re.fullmatch(r"97[89]\d{10}", number):
        return sum(int(sign) * (3 if at % 2 else 1) for at, sign in enumerate(number)) % 10 == 0
    return False


def nhs_number(digits: str) -> bool:
    """Ten digits of an NHS number, modulus 11 (NHS Data Model and Dictionary, NHS NUMBER)."""
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    rest = 11 - sum(weight * int(sign) for weight, sign in zip(range(10, 1, -1), digits, strict=False)) % 11
    return int(digits[9]) == (0 if rest == 11 else rest)
