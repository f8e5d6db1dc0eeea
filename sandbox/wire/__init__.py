"""What passes and is not kept: how calls are refused, held up and made to fail; whom a change wakes."""
