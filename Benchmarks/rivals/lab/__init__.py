"""Namespaces, cables and programs: the bench that everything runs on."""
