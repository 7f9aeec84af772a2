"""Signing in and out, and choosing the membership to act under."""
