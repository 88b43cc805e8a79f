"""What members of an alliance can do together about a shortage: their means, and the best use of them."""
