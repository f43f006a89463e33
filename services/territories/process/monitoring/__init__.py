"""How a platform watches what it does: periods, sources, resources, and bodies that take complaints."""
