"""What is raised with the strategic board, and how it ends."""
