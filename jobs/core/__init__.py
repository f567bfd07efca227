"""What jobs know without a framework."""
