"""The application of this lab: Django finds its models here."""
