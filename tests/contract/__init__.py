"""What every store has to do: one body of tests, run on each."""
