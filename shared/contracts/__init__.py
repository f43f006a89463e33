"""The records that cross between services; adding a field is safe, changing one is not."""
