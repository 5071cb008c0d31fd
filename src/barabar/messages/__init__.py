"""Messages by e-mail: written first, kept, then sent; a message that cannot be sent waits and says why."""
