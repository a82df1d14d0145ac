# logging.handlers: handlers that write nothing.
from logging import Handler

__all__ = ["MemoryHandler", "QueueHandler", "RotatingFileHandler", "SysLogHandler", "TimedRotatingFileHandler",
           "WatchedFileHandler"]


class SilentHandler(Handler):
    def __init__(self, *args, **kwargs):
        super().__init__()


class MemoryHandler(SilentHandler):
    pass


class QueueHandler(SilentHandler):
    pass


class RotatingFileHandler(SilentHandler):
    pass


class SysLogHandler(SilentHandler):
    pass


class TimedRotatingFileHandler(SilentHandler):
    pass


class WatchedFileHandler(SilentHandler):
    pass
