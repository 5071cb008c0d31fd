"""The office's screens, one module each. A view reads, asks an action to write, and shows; it decides nothing."""
