"""Text that a person enjoys: tables, colour bands with words, sparklines, a waterfall."""
