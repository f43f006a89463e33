"""What this service does, in the field's verbs."""
