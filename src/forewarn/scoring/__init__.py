"""From signal values to a standing, and the reasons for it: pure arithmetic, the reference."""
