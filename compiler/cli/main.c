#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "compiler/cli/command.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

static const struct {
  CommandId id;
  ExitStatus (*run)(Session *session);
} RUNNERS[] = {
    {COMMAND_SHOW, command_show},       {COMMAND_COMPILE, command_compile}, {COMMAND_CHECK, command_check},
    {COMMAND_RESOLVE, command_resolve}, {COMMAND_EMIT, command_emit},       {COMMAND_PARTITIONS, command_partitions},
    {COMMAND_EVAL, command_eval},       {COMMAND_EXPLAIN, command_explain},
    {COMMAND_SCHEMA, command_schema},   {COMMAND_COMPLETION, command_completion},
    {COMMAND_MANUAL, command_manual},   {COMMAND_DIFF, command_diff},
    {COMMAND_RUN, command_run},         {COMMAND_INIT, command_init},
};

static ExitStatus run_command(const Options *options) {
  size_t i = 0;
  while (RUNNERS[i].id != options->command->id) i++;
  return session_run(options, RUNNERS[i].run);
}

static ExitStatus refuse(Arena *arena, const Options *options, Str why) {
  Writer *err = writer_to_fd(arena, STDERR_FILENO);
  const char *name = options->command ? options->command->name : "";
  const char *blank = options->command ? " " : "";
  writer_put(err, str_printf(arena, "dbtplan%s%s: %.*s\n", blank, name, STR_FMT(why)));
  writer_put(err, str_printf(arena, "'dbtplan%s%s --help' says what it takes\n", blank, name));
  writer_flush(err);
  return EXIT_USAGE;
}

static ExitStatus answer(Arena *arena, Writer *out) {
  if (writer_flush(out)) return EXIT_FINE;
  Writer *err = writer_to_fd(arena, STDERR_FILENO);
  writer_put(err, str_printf(arena, "dbtplan: cannot write the output: %s\n", strerror(out->error)));
  writer_flush(err);
  return EXIT_SYSTEM;
}

/* A scheduler that calls `run` tells by its status what to do next, so wrong usage is not what dbt's own status 2
 * means. */
static ExitStatus status_of(const Options *options, ExitStatus status) {
  if (!options->command || options->command->id != COMMAND_RUN) return status;
  if (status == EXIT_USAGE) return EXIT_RUN_USAGE;
  return status == EXIT_SYSTEM ? EXIT_WRONG : status;
}

typedef struct Start {
  int argc;
  char **argv;
  Arena arena;
  ExitStatus status;
} Start;

static void start(void *state) {
  Start *s = state;
  Options *options = ARENA_NEW(&s->arena, Options);
  Str why;
  Writer *out = writer_to_fd(&s->arena, STDOUT_FILENO);
  switch (options_parse(&s->arena, s->argc, s->argv, options, out, &why)) {
    case PARSED: s->status = run_command(options); break;
    case PARSED_ANSWERED: s->status = answer(&s->arena, out); break;
    case PARSED_WRONG: s->status = refuse(&s->arena, options, why); break;
  }
  s->status = status_of(options, s->status);
}

/* A closed pipe shows as an error of writing. */
static void ignore_broken_pipes(void) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigaction(SIGPIPE, &ignore, NULL);
}

/* A file that is opened takes the lowest number that is free: where a standard stream is closed, that would be its own,
 * and what is meant for the stream would get into the file. In its place stands what cannot be written. */
static void keep_standard_numbers(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd) return;
}

/* Blocks of arenas come from one stretch that is not given back between them: fewer calls to the system, and no page
 * is taken twice. */
static void keep_memory(void) {
#ifdef __GLIBC__
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 16 << 20);
#endif
}

int main(int argc, char **argv) {
  enum { OPTIONS_MOST = 64 << 20 };
  Guard guard;
  Start s = {.argc = argc, .argv = argv, .status = EXIT_SYSTEM};
  keep_standard_numbers();
  ignore_broken_pipes();
  keep_memory();
  arena_init(&s.arena, &guard, OPTIONS_MOST);
  if (!guard_run(&guard, start, &s)) {
    static const char MESSAGE[] = "dbtplan: out of memory\n";
    if (write(STDERR_FILENO, MESSAGE, sizeof MESSAGE - 1) < 0) s.status = EXIT_SYSTEM;
  }
  arena_free(&s.arena);
  return s.status;
}
