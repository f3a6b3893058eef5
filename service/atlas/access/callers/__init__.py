"""Who asks: tokens of programs, sessions of people, and how much each may ask a second."""
