"""A small application that shows every component and field type with made-up values, for tests to look at."""
