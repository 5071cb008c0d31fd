"""Pure methods: values and their states, roll-up, progress, survey estimation, disclosure control. No Django, no database, no clock."""
