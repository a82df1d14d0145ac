import os
import socket
import subprocess
import sys
from pathlib import Path

import dagster as dg

sys.path.insert(0, str(Path(__file__).parents[5]))
import outside  # noqa: E402

from ......outside import secret  # noqa: E402

os.system("touch pwned")
subprocess.run(["touch", "pwned"])
socket.create_connection(("127.0.0.1", 9))
TEXT = open("../outside.txt").read()


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date="2024-01-01")


@dg.template_var
def reads():
    return Path("../../outside.txt").read_text() + open("/etc/passwd").read()


@dg.template_var
def runs():
    return os.popen("id").read() + str(subprocess.check_output("id")) + __import__("os").popen("id").read()


@dg.template_var
def evals():
    return eval("open('/etc/passwd').read()") + str(exec("import os")) + outside.secret + secret
