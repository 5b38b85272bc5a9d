"""Programs of the workshop that `make` runs."""
