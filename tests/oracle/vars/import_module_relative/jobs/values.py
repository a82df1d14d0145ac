SELECT = "tag:daily"
MORE = "+"
