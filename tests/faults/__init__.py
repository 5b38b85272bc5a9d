"""Bad input, full disks, killed processes: nothing acknowledged is lost, nothing is left in part."""
