"""Who covers for whom while they are away."""
