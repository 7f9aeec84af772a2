"""Commands: `flask log check | publish | receipt N | resume`, `flask policies check | docs`, `flask jobs work`."""
