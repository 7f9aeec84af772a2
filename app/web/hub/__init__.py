"""The MASH staff door: cases, asking partners, opening what they return."""
