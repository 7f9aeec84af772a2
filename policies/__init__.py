"""The exchange's policy: what the fields are, who may know them, and why. Data in TOML; the engine that reads it is `policies.engine`."""
