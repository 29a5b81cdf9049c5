"""What a stolen table of passwords costs to try."""

from __future__ import annotations


def test_a_password_costs_at_least_what_rfc_9106_recommends(strong_hashing: dict[str, int]) -> None:
    assert strong_hashing["argon2__memory_cost"] >= 65536
    assert strong_hashing["argon2__time_cost"] >= 3
