"""The outermost layer: a database of its own, made-up people and the story they play."""
