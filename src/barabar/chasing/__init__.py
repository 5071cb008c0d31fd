"""The chase: contacts with reporters, reminders by level and by schedule, who is away, and what to expect when."""
