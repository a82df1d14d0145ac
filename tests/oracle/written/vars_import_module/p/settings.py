SELECT = "tag:weekly"
