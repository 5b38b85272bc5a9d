"""Roles: what a kind can be an end of.  A kind takes a role on by inheriting it; edge types name roles as their ends."""

from __future__ import annotations


class Announced:
    """Can be announced by an event."""


class Developed:
    """Is made by organisations."""


class Introduced:
    """Was first described in a paper."""


class Derivative:
    """Can be built on a model."""


class Concept:
    """Has broader and narrower concepts."""


class Investor:
    """Puts money into organisations."""


class Located:
    """Is at a place."""
