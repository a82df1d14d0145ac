#include "runtime/process/process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* ---- the environment ---- */

static bool has_name(Str pair, Str other) {
  size_t end = str_find(other, STR("="), 0);
  return end != SIZE_MAX && str_starts(pair, str_sub(other, 0, end + 1));
}

static bool is_replaced(Str pair, const StrList *pairs, size_t from) {
  for (size_t i = from; i < pairs->n; i++)
    if (has_name(pair, pairs->at[i])) return true;
  return false;
}

char **process_environment(Arena *arena, const StrList *pairs) {
  size_t count = 0, n = 0;
  while (environ[count]) count++;
  char **env = ARENA_ARRAY(arena, char *, count + pairs->n + 1);
  for (size_t i = 0; i < count; i++)
    if (!is_replaced(str_of(environ[i]), pairs, 0)) env[n++] = environ[i];
  for (size_t i = 0; i < pairs->n; i++)
    if (!is_replaced(pairs->at[i], pairs, i + 1)) env[n++] = str_z(arena, pairs->at[i]);
  return env;
}

/* ---- starting ---- */

/* Its output goes to a new description of the log each time, or behind what an earlier attempt wrote there. */
static int redirect(posix_spawn_file_actions_t *actions, const ProcessSpec *spec, int log) {
  int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (!error && spec->log) error = posix_spawn_file_actions_adddup2(actions, log, STDOUT_FILENO);
  if (!error && spec->log) error = posix_spawn_file_actions_adddup2(actions, log, STDERR_FILENO);
  return error;
}

/* In a group of its own, with the signals as this program found them; but an interrupt is how it is asked to end, so it
 * must not be deaf to it because this program was started in the background of a script. */
static int set_attributes(posix_spawnattr_t *attributes, const Signals *signals) {
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  sigaddset(&usual, SIGCHLD);
  sigaddset(&usual, SIGINT);
  int error = posix_spawnattr_setflags(attributes,
                                       POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (!error) error = posix_spawnattr_setpgroup(attributes, 0);
  if (!error) error = posix_spawnattr_setsigmask(attributes, &signals->before);
  return error ? error : posix_spawnattr_setsigdefault(attributes, &usual);
}

static int spawn(const ProcessSpec *spec, const Signals *signals, int log, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (!error) {
    error = redirect(&actions, spec, log);
    if (!error) error = set_attributes(&attributes, signals);
    if (!error) error = posix_spawnp(pid, spec->program, &actions, &attributes, spec->argv, spec->env);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

/* Where this program is, to come back to. */
static int folder_here(void) { return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

static void go_back(int here) {
  if (here < 0) return;
  (void)!fchdir(here);
  close(here);
}

int process_start(const ProcessSpec *spec, const Signals *signals, pid_t *pid) {
  int mode = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | (spec->append ? O_APPEND : O_TRUNC), log = -1;
  if (spec->log && (log = open(spec->log, mode, 0666)) < 0) return errno;
  int here = folder_here();
  int error = chdir(spec->cwd) == 0 ? spawn(spec, signals, log, pid) : errno;
  go_back(here);
  if (log >= 0) close(log);
  return error;
}

void process_signal(pid_t pid, int number) { kill(-pid, number); }

pid_t process_reap(int *status) {
  int how = 0;
  pid_t pid = waitpid(-1, &how, WNOHANG);
  if (pid <= 0) return 0;
  *status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
  return pid;
}

int process_become(const ProcessSpec *spec) {
  struct sigaction usual = {.sa_handler = SIG_DFL};
  if (chdir(spec->cwd) != 0) return errno;
  sigaction(SIGPIPE, &usual, NULL);
  environ = spec->env;
  execvp(spec->program, spec->argv);
  return errno;
}
