"""Commands: `flask log`, `flask policies`, `flask organisations | providers | people | members`, `flask jobs work`."""
