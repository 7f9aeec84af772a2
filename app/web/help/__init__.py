"""Help for everybody, signed in or not: none of these pages asks who is here, and none needs a database."""
