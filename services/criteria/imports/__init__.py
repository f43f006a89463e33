"""Many criteria at once: reading a stream, checking each line, committing in chunks, telling every outcome."""
