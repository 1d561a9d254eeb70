"""What prose says of a study as a whole: how many people, in which arms, by which design, registered where, blind or not."""
