"""The set-up itself: locks, recipes, licences and their pages."""
