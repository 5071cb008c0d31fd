"""Money: budget documents and their lines, dated exchange rates, allocation keys, and every amount at its stage."""
