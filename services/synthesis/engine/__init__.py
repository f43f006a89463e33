"""Pure computation: vectors, languages, codes and counts, with no web and no database."""
