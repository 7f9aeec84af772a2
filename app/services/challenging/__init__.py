"""An answer is challenged, once: a senior of the partner stands by it, or has it answered again."""
