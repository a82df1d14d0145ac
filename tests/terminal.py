"""Runs a command on a terminal and prints what the terminal was given: `~` stands for going back and clearing the line.

    python3 tests/terminal.py ANSWER COMMAND…      ANSWER is typed, with a line end, when the command asks; '' is nothing

Ends with the command's status.
"""

import os
import pty
import sys

answer, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:  # the other end is closed
        part = b""
    if not part:
        break
    shown += part
    if answer and shown.endswith(b"] "):
        os.write(terminal, answer.encode() + b"\n")
        answer = ""
_, status = os.waitpid(child, 0)
text = shown.decode(errors="replace").replace("\r\n", "\n").replace("\r\033[K", "~").replace("\033", "ESC")
sys.stdout.write(text)
sys.exit(os.waitstatus_to_exitcode(status))
