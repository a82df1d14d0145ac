# urllib.parse: addresses that are joined.
from urllib.parse import urlparse, urlunparse

from _dbtplan import unsupported

__all__ = ["urljoin"]

RELATIVE = ["", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp",
            "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss"]


def path_joined(base, path):
    """By RFC 3986, 5.2; what goes up beyond the root stays there."""
    at = base.split("/")
    if at[-1] != "":
        del at[-1]
    if path[:1] == "/":
        segments = path.split("/")
    else:
        segments = at + path.split("/")
        segments[1:-1] = [segment for segment in segments[1:-1] if segment]
    resolved = []
    for segment in segments:
        if segment == "..":
            if resolved:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in (".", ".."):
        resolved.append("")
    return "/".join(resolved) or "/"


def urljoin(base, url, allow_fragments=True):
    if not base or not url:
        return url or base
    if not allow_fragments:
        return unsupported("'urljoin' without 'allow_fragments'")
    old = urlparse(base, "")
    new = urlparse(url, old.scheme)
    if new.scheme != old.scheme or new.scheme not in RELATIVE:
        return url
    if new.netloc:
        return urlunparse(new)
    scheme, netloc, path, params, query, fragment = new
    if path or params:
        path = path_joined(old.path, path)
    else:
        path, params, query = old.path, old.params, query or old.query
    return urlunparse((scheme, old.netloc, path, params, query, fragment))
