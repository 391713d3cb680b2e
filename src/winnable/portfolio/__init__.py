"""Many open opportunities and scarce weeks of work: which to pursue, and what one more week would be worth."""
