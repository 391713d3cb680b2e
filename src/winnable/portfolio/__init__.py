"""Many opportunities and scarce capacity: which to pursue."""
