"""Records of the process: what the server takes of each kind, files understood as such, and what became of them."""
