"""Pages for administrators: who acts for their organisation, and what two of them change together."""
