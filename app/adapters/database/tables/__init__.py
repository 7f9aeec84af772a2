"""The tables, by subject. Importing this package registers every table on `metadata`."""
