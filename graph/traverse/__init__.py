"""What can be asked of the projection: pure functions of one state, one small module each."""
