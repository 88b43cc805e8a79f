"""What people see of projects: what is known of them, their finance, deposits, and national programmes."""
