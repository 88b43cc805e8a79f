"""What a response shows: tasks, tables, sentences, the Gantt chart, files and the briefing."""
