"""What a WSGI server is given: starting its workers, and what it does when they come, go and are loaded again."""
