"""Running a server: is it well, what does it do, what does it write down."""
