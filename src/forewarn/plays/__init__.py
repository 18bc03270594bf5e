"""What people do about accounts: the agenda of the weekly review, standing lists, promises."""
