"""What groups say more and less than others: profiles, contrasts and the alarm, with the group as the unit."""
