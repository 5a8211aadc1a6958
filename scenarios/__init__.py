"""What is compared: the plan's measures, the levers and the scenario files."""
