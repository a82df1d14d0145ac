#include "compiler/cli/emit_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/core/limits.h"
#include "runtime/emit/emit.h"
#include "runtime/emit/quote.h"

/* One line after another; `text` without its end. */
typedef struct Lines {
  FILE *file;
  char *room;
  size_t capacity;
  Str text;
} Lines;

static void release_lines(void *state) {
  Lines *lines = state;
  if (lines->file) fclose(lines->file);
  free(lines->room);
}

static Lines *lines_of(Arena *arena, FILE *file) {
  Lines *lines = ARENA_NEW(arena, Lines);
  lines->file = file;
  arena_on_release(arena, release_lines, lines);
  return lines;
}

static bool next_line(Lines *lines) {
  ssize_t n = getline(&lines->room, &lines->capacity, lines->file);
  lines->text = (Str){lines->room, n > 0 ? (size_t)n : 0};
  return n > 0;
}

static ExitStatus cannot_read(Session *session, Str path) {
  return session_complain(session, EXIT_SYSTEM, "cannot read %.*s: %s", STR_FMT(path), strerror(errno));
}

/* ---- the command in a header ---- */

enum { HEADER_LINES = 40 };

/* What stands behind EMIT_AGAIN in one of the first lines; empty: it is in none. */
static Str command_in(Arena *arena, Lines *lines) {
  for (size_t i = 0; i < HEADER_LINES && next_line(lines); i++) {
    size_t at = str_find(lines->text, STR(EMIT_AGAIN "dbtplan emit "), 0);
    if (at == SIZE_MAX) continue;
    return str_copy(arena, str_trim(str_sub(lines->text, at + sizeof EMIT_AGAIN - 1, lines->text.n)));
  }
  return STR("");
}

/* As main gets it: one string a word, and NULL. */
static char **words_of(Arena *arena, Str command, int *argc) {
  StrList words = {0};
  if (!quote_sh_read_line(arena, command, &words)) return NULL;
  char **argv = ARENA_ARRAY(arena, char *, words.n + 1);
  for (size_t i = 0; i < words.n; i++) argv[i] = str_z(arena, words.at[i]);
  *argc = (int)words.n;
  return argv;
}

ExitStatus emit_check_options(Session *session) {
  Str path = session->options->check, why;
  Arena *arena = &session->arena;
  int argc = 0;
  FILE *file = fopen(str_z(arena, path), "r");
  if (!file) return cannot_read(session, path);
  char **argv = words_of(arena, command_in(arena, lines_of(arena, file)), &argc);
  Options *options = ARENA_NEW(arena, Options);
  if (!argv || argc < 2 || options_parse(arena, argc, argv, options, session->out, &why) != PARSED ||
      !options->operands.n)
    return session_complain(session, EXIT_WRONG,
                            "%.*s has no line '" EMIT_AGAIN "dbtplan emit ...' that can be followed", STR_FMT(path));
  options->check = path;
  session->options = options;
  session_begin(session);
  return session->status;
}

/* ---- comparing ---- */

Writer *emit_check_begin(Arena *arena, EmitCheck *check) {
  check->file = tmpfile();
  check->writer = writer_to_fd(arena, check->file ? fileno(check->file) : -1);
  return check->writer;
}

static bool says_again(Str line) { return str_find(line, STR(EMIT_AGAIN), 0) != SIZE_MAX; }

/* The number of the first line that differs; 0: none does. */
static int64_t first_difference(Lines *a, Lines *b) {
  for (int64_t number = 1;; number++) {
    bool is_a = next_line(a), is_b = next_line(b);
    if (!is_a && !is_b) return 0;
    bool is_same = is_a && is_b && (str_eq(a->text, b->text) || (says_again(a->text) && says_again(b->text)));
    if (!is_same) return number;
  }
}

static bool is_written(Session *session, EmitCheck *check) {
  if (check->file && writer_flush(check->writer)) {
    rewind(check->file);
    return true;
  }
  session_complain(session, EXIT_SYSTEM, "cannot write a file for the time being: %s",
                   strerror(check->file ? check->writer->error : errno));
  return false;
}

ExitStatus emit_check_print(Session *session, EmitCheck *check) {
  if (!is_written(session, check)) return EXIT_SYSTEM;
  for (size_t n = 1; n > 0 && !session->out->error;) {
    char *room = writer_room(session->out, WRITER_BUFFER);
    n = fread(room, 1, WRITER_BUFFER, check->file);
    session->out->n += n;
  }
  fclose(check->file);
  return session_verdict(session);
}

ExitStatus emit_check_end(Session *session, EmitCheck *check, Str path) {
  if (!is_written(session, check)) return EXIT_SYSTEM;
  Lines *wanted = lines_of(&session->arena, check->file);
  FILE *file = fopen(str_z(&session->arena, path), "r");
  if (!file) return cannot_read(session, path);
  int64_t line = first_difference(lines_of(&session->arena, file), wanted);
  if (!line) return session_verdict(session);
  return session_complain(session, EXIT_WRONG, "%.*s is out of date, from line %lld on", STR_FMT(path),
                          (long long)line);
}
