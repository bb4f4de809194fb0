"""What a report says, in which order and format; foreign reports taken apart."""
