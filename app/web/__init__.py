"""The pages: doors of hub, partner, governance and administration, and an account; complete without JavaScript."""
