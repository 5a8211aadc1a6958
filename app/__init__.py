"""What planners see in the browser and what analysts type on the command line."""
