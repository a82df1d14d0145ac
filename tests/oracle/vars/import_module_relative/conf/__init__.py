ZONE = "Europe/Rome"
