"""Derivation: what rules compute from what was said and judged, one module a rule, in the strata of `docs/design.md`.

Stratum 1: `merge` (shared identifiers).  Stratum 2 and 3: `propose` (new names in one text, and candidates).  Stratum 5: linking,
which is `loaders.link`.  Stratum 6: `relate` (relations found in text), `likeness` (merges by similarity), `appraise` (genre and importance).
`summary` is part of taking an item in.  Every rule is a function of values; `loaders.settle` runs them.
"""
