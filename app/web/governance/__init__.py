"""The information-governance door: the disclosure log, its verification, breaking glass, and the policy in force."""
