"""One made-up household’s case, played by all parties."""
