/* Replays tests/grammar/NAME.recorded.tsv (tests/oracle/record_grammar.py): for each sentence the real parser's
 * verdict, and its tree or its error. Run from the repository's root. */
#ifndef DBTPLAN_TESTS_GRAMMAR_REPLAY_H
#define DBTPLAN_TESTS_GRAMMAR_REPLAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "compiler/parse/parse.h"
#include "runtime/core/limits.h"
#include "runtime/core/workspace.h"
#include "tests/unit/guard.h"

typedef struct Bench {
  Guard guard;
  Arena arena;
  DiagSink sink;
  Workspace workspace;
  Heap heap;
} Bench;

static inline void bench_begin(Bench *bench) {
  *bench = (Bench){.heap = {.arena = &bench->arena, .steps = LIMIT_EVAL_STEPS, .workspace = &bench->workspace}};
  arena_init(&bench->arena, &bench->guard, LIMIT_ARENA_BYTES);
  diag_sink_init(&bench->sink, &bench->arena);
  workspace_init(&bench->workspace, &bench->arena, &bench->sink);
  if (!GUARD_SET(&bench->guard)) fail_msg("stopped: %s", bench->guard.what);
}

static inline const char *bench_z(Bench *bench, Str text) { return str_z(&bench->arena, text); }

/* The printed nodes of a list, or "Type: message" of the error. */
static inline const char *bench_shown(Bench *bench, const NodeList *nodes, Value error) {
  if (error.kind == V_ERROR)
    return bench_z(bench,
                   str_printf(&bench->arena, "%s: %.*s", exception_name(error.exc->type), STR_FMT(error.exc->message)));
  Buf buf = buf_new(&bench->arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < nodes->n; i++) {
    if (i) buf_char(&buf, ' ');
    node_print(&bench->heap, &buf, nodes->at[i]);
  }
  return bench_z(bench, buf_str(&buf));
}

static inline const char *bench_expression(Bench *bench, Str text, ExprDialect dialect) {
  Value error;
  Node *node = parse_expression(&bench->heap, text, dialect, &error);
  NodeList nodes = {&node, 1, 1};
  return bench_shown(bench, &nodes, error);
}

static inline const char *bench_template(Bench *bench, Str text) {
  Value error;
  Node *node = parse_template(&bench->heap, text, &error);
  return bench_shown(bench, node ? &node->template.body : NULL, error);
}

static inline Str replay_unescape(Arena *arena, Str text) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (size_t i = 0; i < text.n; i++) {
    const char *escape = text.p[i] == '\\' && i + 1 < text.n ? strchr("\\\\n\nr\rt\t", text.p[i + 1]) : NULL;
    buf_char(&buf, escape ? escape[1] : text.p[i]);
    i += escape != NULL;
  }
  return buf_str(&buf);
}

static inline Str replay_field(Str *line, char end) {
  const char *stop = memchr(line->p, end, line->n);
  size_t n = stop ? (size_t)(stop - line->p) : line->n;
  Str field = {line->p, n};
  *line = str_sub(*line, n + (stop != NULL), line->n);
  return field;
}

typedef const char *(*ReplayParse)(Bench *bench, Str sentence);

/* `words`: the texts of errors must agree as well. */
static inline void replay(const char *path, ReplayParse parse, bool words, size_t least) {
  Bench bench;
  bench_begin(&bench);
  const Source *source = NULL;
  assert_int_equal(workspace_read(&bench.workspace, str_of(path), str_of(path), &source), READ_OK);
  size_t count = 0;
  for (Str rest = source->text; rest.n; count++) {
    Str line = replay_field(&rest, '\n');
    bool accept = str_is(replay_field(&line, '\t'), "accept");
    Str sentence = replay_unescape(&bench.arena, replay_field(&line, '\t'));
    Str wanted = replay_unescape(&bench.arena, line);
    const char *got = parse(&bench, sentence);
    bool same = accept || words ? str_is(wanted, got) : got[0] != '(';
    if (!same) fail_msg("%s\n  wanted %s\n  got    %s", bench_z(&bench, sentence), bench_z(&bench, wanted), got);
  }
  assert_true(count >= least);
  arena_free(&bench.arena);
}

#endif
