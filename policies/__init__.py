"""What the fields are, who may know them, and why: data in TOML, and in `policies.engine` what reads and decides."""
