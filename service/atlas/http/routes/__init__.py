"""Routes, one topic a module."""
