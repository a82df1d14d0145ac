"""Writes a container image as the archive that `docker save` makes, without any builder:

    image.py ARCHIVE NAME PATH=FILE[:MODE]...

Each FILE of this machine is put at PATH; a PATH that ends in a slash is an empty folder that all may write to; PATH=@TARGET is
a link."""

import hashlib
import io
import json
import sys
import tarfile


def layer(entries):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for entry in entries:
            path, _, source = entry.partition("=")
            info = tarfile.TarInfo(path.strip("/"))
            info.mode = 0o755
            if path.endswith("/"):
                info.type, info.mode = tarfile.DIRTYPE, 0o777
                tar.addfile(info)
            elif source.startswith("@"):
                info.type, info.linkname = tarfile.SYMTYPE, source[1:]
                tar.addfile(info)
            else:
                content = open(source, "rb").read()
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return data.getvalue()


def main(archive, name, *entries):
    content = layer(entries)
    digest = hashlib.sha256(content).hexdigest()
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Env": ["PATH=/bin:/usr/local/bin"], "Cmd": ["/pause"]},
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest]},
        }
    ).encode()
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = json.dumps([{"Config": config_name, "RepoTags": [name], "Layers": ["layer.tar"]}]).encode()
    with tarfile.open(archive, "w", format=tarfile.USTAR_FORMAT) as tar:
        for file, data in ((config_name, config), ("layer.tar", content), ("manifest.json", manifest)):
            info = tarfile.TarInfo(file)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


main(*sys.argv[1:])
