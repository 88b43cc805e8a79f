"""What may happen, as members would meet it: emergencies as stated or drawn."""
