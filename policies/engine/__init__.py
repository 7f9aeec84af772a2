"""Reads the policy folder, refuses what it does not know, compiles it and decides. Standard library only."""
