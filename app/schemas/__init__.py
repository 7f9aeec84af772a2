"""Checking what comes in at the doors, once for pages and API: errors name the field and the fix."""
