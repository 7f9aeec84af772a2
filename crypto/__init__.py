"""Sealing, key grants, wrapped keys and the disclosure log's tree: no database, no web, no application code.

README.md holds the byte layouts, THREATS.md what each of them stands against and the test that holds it.
"""
