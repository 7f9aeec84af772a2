"""Side-by-side measurements. Each module of this package with a `run` is one; `python -m bench` runs them."""
