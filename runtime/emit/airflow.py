

class Command(BaseOperator):
    """Runs a command without a shell: its output is the task's log, and it is ended with the task."""

    hook = None

    def call(self, command, folder, environment):
        missing = [name for name in PASS_ENV if name not in os.environ]
        if missing:
            raise AirflowFailException(f"not set where this task runs: {', '.join(missing)}")
        self.hook = SubprocessHook()
        status = self.hook.run_command(command, env={**os.environ, **environment}, cwd=folder).exit_code
        if status in (2, 64):  # dbt could not begin, or the command is wrong: another attempt is no better
            raise AirflowFailException(f"ended with status {status}")
        if status:
            raise AirflowException(f"ended with status {status}")

    def on_kill(self):
        if self.hook:
            self.hook.send_sigterm()
