TAG = "daily"
