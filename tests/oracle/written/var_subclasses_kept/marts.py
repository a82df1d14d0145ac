from .base import Mart


class Daily(Mart):
    tag = "daily"
