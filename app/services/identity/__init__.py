"""Signing in and out, sessions, memberships, and limits on how often something may be tried."""
