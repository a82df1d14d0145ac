/* diag: findings, collected and never printed here.
 *
 * Only the driver of one scalar (lower, resolve, check) and the readers of files report; an error inside an evaluation
 * is a value until then. What a diagnostic says stands in grammar/diag.def. The renderers are in compiler/cli.
 *
 *     Diag *diag = diag_report(sink, DIAG_UNKNOWN_KEY, place, DIAG_ARGS(key));
 *     diag->hint = …; diag_edit(sink, diag, place, replacement);
 *
 * `diag_report` never returns NULL: beyond LIMIT_DIAGNOSTICS the findings are counted and not kept. Texts are copied.
 */
#ifndef DBTPLAN_CORE_DIAG_H
#define DBTPLAN_CORE_DIAG_H

#include "runtime/core/source.h"
#include "runtime/core/vec.h"

typedef enum DiagCode {
#define DIAG(number, NAME, class, message, hint) DIAG_##NAME,
#include "grammar/diag.def"
#undef DIAG
  DIAG_COUNT
} DiagCode;

typedef enum DiagClass {
  CLASS_FAILS,
  CLASS_MISLEADS,
  CLASS_LENIENT,
  CLASS_SUSPECT,
  CLASS_UNSURE,
  CLASS_REMARK
} DiagClass;

typedef enum Severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR } Severity;

typedef struct DiagRow {
  const char *code; /* "DP0105" */
  const char *name; /* "UNKNOWN_KEY" */
  DiagClass class;
  const char *message, *hint;
} DiagRow;

typedef struct DiagLabel {
  Place place;
  Str text;
} DiagLabel;

/* A change of a source: `place` becomes `text`. Edits of one diagnostic are applied together or not at all. */
typedef struct Edit {
  Place place;
  Str text;
} Edit;

typedef struct Diag {
  DiagCode code;
  Severity severity;
  Str message;
  Str hint;     /* empty: none */
  Place place;  /* `source` NULL: the finding concerns no text */
  Str label;    /* what the caret says; empty: nothing */
  VEC(DiagLabel) related;
  VEC(Edit) edits; /* the fix; none: there is no plain remedy */
  /* A finding of several launches: the first and last of them in words, and how many; 0: it concerns no launch. */
  Str first_launch, last_launch;
  size_t launches;
  Str absent; /* the name of the partition whose being None is the cause; empty: none is known */
} Diag;

/* Whether a finding is not wanted: a comment or the user's choice of rules silences it. */
typedef struct DiagFilter {
  bool (*unwanted)(void *state, const Diag *diag); /* NULL: all are wanted */
  void *state;
} DiagFilter;

typedef struct DiagSink {
  Arena *arena;
  VEC(Diag *) list;
  DiagFilter filter; /* of this sink alone: what is sorted out beside it comes through it in the end */
  bool checking; /* the command is `check`: MISLEADS is an error */
  bool guide;    /* the dialect is `guide`: LENIENT is a warning, as its fix was applied */
  size_t errors, warnings, notes, dropped;
  size_t silenced; /* of the errors: not in the list, but counted, so that whoever reported one stops there */
} DiagSink;

typedef struct DiagArgs {
  const Str *at;
  size_t n;
} DiagArgs;
#define DIAG_ARGS(...) ((DiagArgs){(const Str[]){__VA_ARGS__}, sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str)})
#define DIAG_NO_ARGS ((DiagArgs){NULL, 0})

void diag_sink_init(DiagSink *sink, Arena *arena);
/* A sink that judges as `parent` does, for findings that are sorted out before they go there. */
void diag_sink_beside(DiagSink *sink, Arena *arena, const DiagSink *parent);
Diag *diag_report(DiagSink *sink, DiagCode code, Place place, DiagArgs args);
/* Takes a diagnostic of another sink of the same arena. */
void diag_keep(DiagSink *sink, Diag *diag);
/* Takes a copy of a diagnostic whose texts and sources may go away, or counts its launches to an equal one that is
 * there: same code, same place, and without a place the same message. */
void diag_merge(DiagSink *sink, const Diag *diag);
/* Of what sinks of many launches dropped, which is much the same in each, the most counts. */
void diag_merge_dropped(DiagSink *sink, const DiagSink *of_launch);
/* Takes copies of all findings of another sink, as diag_merge, but that nothing more is silenced; `lasting` gives a
 * source as it may be kept. */
void diag_move(DiagSink *sink, const DiagSink *from, const Source *(*lasting)(void *state, const Source *source),
               void *state);
/* Takes all findings of another sink of the same arena as they are. */
void diag_append(DiagSink *sink, const DiagSink *from);
/* Counts those of another sink that are not in its list: silenced, or beyond LIMIT_DIAGNOSTICS. */
void diag_count_rest(DiagSink *sink, const DiagSink *from);
/* The errors that are not silenced. */
static inline size_t diag_errors(const DiagSink *sink) { return sink->errors - sink->silenced; }
/* Counts a diagnostic no more that was taken out of the list. */
void diag_uncount(DiagSink *sink, const Diag *diag);
void diag_relate(DiagSink *sink, Diag *diag, Place place, Str label);
void diag_edit(DiagSink *sink, Diag *diag, Place place, Str text);
/* Puts the findings of one file that follow each other in the order of their places. */
void diag_sort(DiagSink *sink);
const DiagRow *diag_row(DiagCode code);
/* The code whose name is `text` ("DP0105", "dp0105" or "0105"); DIAG_COUNT if none is. */
DiagCode diag_find(Str text);

#endif
