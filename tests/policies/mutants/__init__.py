"""Every rule, tag and audience of the policy with one word wrong, and what notices: `make mutants`."""
