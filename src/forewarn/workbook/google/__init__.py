"""The shared sheet on Google Sheets: the same pages, pushed and pulled in few calls."""
