"""What people do together so that more of them are well: actions of co-responsibility, and plans of them."""
