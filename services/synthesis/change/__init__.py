"""What moves between periods, which places are alike, and maps of who says what: read live, and exact."""
