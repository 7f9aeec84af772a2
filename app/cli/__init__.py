"""Commands: `flask log`, `flask policies`, who takes part (`flask organisations` and others), `flask jobs work`."""
