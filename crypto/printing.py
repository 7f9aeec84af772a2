"""Putting what strangers wrote on a terminal: shown for what it is, never carried out by it."""


def one_line(text: str) -> str:
    r"""`text` with everything that is not printable escaped as Python writes it (`\x1b`, `\n`, `\u202e`).

    Control codes move a cursor, line ends pass for another line, direction marks turn a sentence round: none is left.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
