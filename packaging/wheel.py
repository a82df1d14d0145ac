"""Builds the program with make and puts it among the wheel's scripts.

DBTPLAN_BINARY names a program that was built elsewhere, which is packed as it is.
"""

import os
import subprocess
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILD = "build/wheel"
SMALL = {"CFLAGS": "-O2", "LDFLAGS": "-s"}  # what the Makefile adds for debuggers would be half of the wheel


def machine_tag(binary):
    """A static program, which names no loader, runs on every Linux of its machine; any other here alone."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if not platform.startswith("linux_"):
        return platform
    machine = platform[len("linux_"):]
    with open(binary, "rb") as file:
        is_static = b"/ld-" not in file.read(4096)
    return f"manylinux_2_17_{machine}.musllinux_1_1_{machine}" if is_static else platform


class WheelHook(BuildHookInterface):
    def initialize(self, version, build_data):
        binary = os.environ.get("DBTPLAN_BINARY") or os.path.join(self.root, BUILD, "dbtplan")
        if not os.environ.get("DBTPLAN_BINARY"):
            options = [f"-j{os.cpu_count() or 1}", f"BUILD={BUILD}"]
            options += [f"{name}={os.environ.get(name, usual)}" for name, usual in SMALL.items()]
            subprocess.run(["make", *options, "all"], cwd=self.root, check=True)
        build_data["shared_scripts"][binary] = "dbtplan"
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + machine_tag(binary)
