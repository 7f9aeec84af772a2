"""A pretended identity provider: a process of its own that signs in whoever is picked. Never for real use."""
