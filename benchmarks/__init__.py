"""The yardstick: speed and memory, beside the same rules written as plain Mesa objects."""
