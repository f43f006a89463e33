"""One chain through the whole process: from what homeless people of Mons said to an action that they judged."""
