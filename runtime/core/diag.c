#include "runtime/core/diag.h"

#include "runtime/core/limits.h"

static const DiagRow rows[] = {
#define DIAG(number, NAME, class, message, hint) {"DP" #number, #NAME, CLASS_##class, message, hint},
#include "grammar/diag.def"
#undef DIAG
};

const DiagRow *diag_row(DiagCode code) { return &rows[code]; }

void diag_sink_init(DiagSink *sink, Arena *arena) { *sink = (DiagSink){.arena = arena}; }

void diag_sink_beside(DiagSink *sink, Arena *arena, const DiagSink *parent) {
  *sink = (DiagSink){.arena = arena, .checking = parent->checking, .guide = parent->guide};
}

static Severity severity_of(const DiagSink *sink, DiagClass class) {
  switch (class) {
    case CLASS_FAILS: return SEVERITY_ERROR;
    case CLASS_MISLEADS: return sink->checking ? SEVERITY_ERROR : SEVERITY_WARNING;
    case CLASS_LENIENT: return sink->guide ? SEVERITY_WARNING : SEVERITY_ERROR;
    case CLASS_SUSPECT: return SEVERITY_WARNING;
    case CLASS_UNSURE:
    case CLASS_REMARK: break;
  }
  return SEVERITY_NOTE;
}

/* `{0}` and so on become the arguments. */
static Str fill(Arena *arena, const char *pattern, DiagArgs args) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  for (const char *p = pattern; *p; p++) {
    bool is_slot = p[0] == '{' && char_is_digit(p[1]) && p[2] == '}' && (size_t)(p[1] - '0') < args.n;
    if (is_slot) {
      buf_put(&buf, args.at[p[1] - '0']);
      p += 2;
    } else {
      buf_char(&buf, *p);
    }
  }
  return buf_str(&buf);
}

/* Whether the sink's filter does not want it; an error is counted then, unless Dagster runs it all the same. */
static bool silence(DiagSink *sink, const Diag *diag) {
  if (!sink->filter.unwanted || !sink->filter.unwanted(sink->filter.state, diag)) return false;
  bool stops = diag->severity == SEVERITY_ERROR && rows[diag->code].class != CLASS_MISLEADS;
  sink->errors += stops;
  sink->silenced += stops;
  return true;
}

static size_t *count_of(DiagSink *sink, const Diag *diag) {
  switch (diag->severity) {
    case SEVERITY_ERROR: return &sink->errors;
    case SEVERITY_WARNING: return &sink->warnings;
    case SEVERITY_NOTE: break;
  }
  return &sink->notes;
}

void diag_uncount(DiagSink *sink, const Diag *diag) { --*count_of(sink, diag); }

static void take(DiagSink *sink, Diag *diag) {
  ++*count_of(sink, diag);
  if (sink->list.n < LIMIT_DIAGNOSTICS)
    VEC_PUSH(sink->arena, &sink->list, diag);
  else
    sink->dropped++;
}

void diag_keep(DiagSink *sink, Diag *diag) {
  if (!silence(sink, diag)) take(sink, diag);
}

Diag *diag_report(DiagSink *sink, DiagCode code, Place place, DiagArgs args) {
  Diag *diag = ARENA_NEW(sink->arena, Diag);
  diag->code = code;
  diag->severity = severity_of(sink, rows[code].class);
  diag->message = fill(sink->arena, rows[code].message, args);
  diag->hint = fill(sink->arena, rows[code].hint, args);
  diag->place = place;
  diag_keep(sink, diag);
  return diag;
}

static bool same_place(Place a, Place b) {
  if (!a.source || !b.source) return a.source == b.source;
  return a.source->text.p == b.source->text.p && a.span.start == b.span.start && a.span.end == b.span.end;
}

static bool same_finding(const Diag *a, const Diag *b) {
  return a->code == b->code && same_place(a->place, b->place) && (a->place.source || str_eq(a->message, b->message));
}

/* The text of a source outlives its diagnostics; what a report made for one template may not. */
static Place copy_place(Arena *arena, Place place) {
  if (!place.source || !place.source->origin_count) return place;
  Source *source = ARENA_NEW(arena, Source);
  *source = *place.source;
  OriginLine *origin = ARENA_ARRAY(arena, OriginLine, source->origin_count);
  for (size_t i = 0; i < source->origin_count; i++) origin[i] = place.source->origin[i];
  source->origin = origin;
  return (Place){source, place.span};
}

static Diag *copy_diag(DiagSink *sink, const Diag *diag) {
  Arena *arena = sink->arena;
  Diag *copy = ARENA_NEW(arena, Diag);
  *copy = (Diag){.code = diag->code, .severity = diag->severity, .launches = diag->launches};
  copy->message = str_copy(arena, diag->message);
  copy->hint = str_copy(arena, diag->hint);
  copy->label = str_copy(arena, diag->label);
  copy->absent = str_copy(arena, diag->absent);
  copy->place = copy_place(arena, diag->place);
  copy->first_launch = str_copy(arena, diag->first_launch);
  copy->last_launch = str_copy(arena, diag->last_launch);
  for (size_t i = 0; i < diag->related.n; i++)
    diag_relate(sink, copy, copy_place(arena, diag->related.at[i].place), diag->related.at[i].text);
  for (size_t i = 0; i < diag->edits.n; i++)
    diag_edit(sink, copy, copy_place(arena, diag->edits.at[i].place), diag->edits.at[i].text);
  return copy;
}

/* Counts a finding to an equal one that is there. */
static bool joins_known(DiagSink *sink, const Diag *diag) {
  for (size_t i = 0; i < sink->list.n; i++) {
    Diag *known = sink->list.at[i];
    if (!same_finding(known, diag)) continue;
    if (diag->launches) {
      if (!known->launches) known->first_launch = str_copy(sink->arena, diag->first_launch);
      known->last_launch = str_copy(sink->arena, diag->last_launch);
      known->launches += diag->launches;
    }
    return true;
  }
  return false;
}

void diag_merge(DiagSink *sink, const Diag *diag) {
  if (!silence(sink, diag) && !joins_known(sink, diag)) take(sink, copy_diag(sink, diag));
}

void diag_merge_dropped(DiagSink *sink, const DiagSink *of_launch) {
  if (of_launch->dropped > sink->dropped) sink->dropped = of_launch->dropped;
}

void diag_count_rest(DiagSink *sink, const DiagSink *from) {
  DiagSink listed = {0};
  for (size_t i = 0; i < from->list.n; i++) ++*count_of(&listed, from->list.at[i]);
  sink->errors += from->errors - listed.errors;
  sink->warnings += from->warnings - listed.warnings;
  sink->notes += from->notes - listed.notes;
  sink->silenced += from->silenced;
  sink->dropped += from->dropped;
}

void diag_append(DiagSink *sink, const DiagSink *from) {
  for (size_t i = 0; i < from->list.n; i++) take(sink, from->list.at[i]);
  diag_count_rest(sink, from);
}

/* ---- from one arena to another ---- */

static Diag *with_sources(Arena *arena, const Diag *diag, const Source *(*lasting)(void *state, const Source *source),
                          void *state) {
  Diag *moved = ARENA_NEW(arena, Diag);
  *moved = *diag;
  moved->place.source = lasting(state, diag->place.source);
  moved->related.at = ARENA_ARRAY(arena, DiagLabel, diag->related.n);
  moved->edits.at = ARENA_ARRAY(arena, Edit, diag->edits.n);
  for (size_t i = 0; i < diag->related.n; i++) {
    moved->related.at[i] = diag->related.at[i];
    moved->related.at[i].place.source = lasting(state, diag->related.at[i].place.source);
  }
  for (size_t i = 0; i < diag->edits.n; i++) {
    moved->edits.at[i] = diag->edits.at[i];
    moved->edits.at[i].place.source = lasting(state, diag->edits.at[i].place.source);
  }
  return moved;
}

/* A full list takes nothing more, so no source is kept for it. */
void diag_move(DiagSink *sink, const DiagSink *from, const Source *(*lasting)(void *state, const Source *source),
               void *state) {
  for (size_t i = 0; i < from->list.n; i++) {
    bool is_full = sink->list.n == LIMIT_DIAGNOSTICS;
    Diag *diag = is_full ? from->list.at[i] : with_sources(from->arena, from->list.at[i], lasting, state);
    if (!joins_known(sink, diag)) take(sink, is_full ? diag : copy_diag(sink, diag));
  }
  diag_count_rest(sink, from);
}

void diag_relate(DiagSink *sink, Diag *diag, Place place, Str label) {
  VEC_PUSH(sink->arena, &diag->related, (DiagLabel){place, str_copy(sink->arena, label)});
}

void diag_edit(DiagSink *sink, Diag *diag, Place place, Str text) {
  VEC_PUSH(sink->arena, &diag->edits, (Edit){place, str_copy(sink->arena, text)});
}

static bool stands_after(const Diag *a, const Diag *b) {
  return a->place.source && a->place.source == b->place.source && a->place.span.start > b->place.span.start;
}

/* Insertion: the list is nearly in order, and equal ones keep theirs. */
void diag_sort(DiagSink *sink) {
  for (size_t i = 1; i < sink->list.n; i++) {
    Diag *diag = sink->list.at[i];
    size_t at = i;
    while (at > 0 && stands_after(sink->list.at[at - 1], diag)) {
      sink->list.at[at] = sink->list.at[at - 1];
      at--;
    }
    sink->list.at[at] = diag;
  }
}

DiagCode diag_find(Str text) {
  Str digits = text.n == 6 && (text.p[0] | 32) == 'd' && (text.p[1] | 32) == 'p' ? str_sub(text, 2, 6) : text;
  for (int code = 0; code < DIAG_COUNT; code++)
    if (str_is(digits, rows[code].code + 2)) return (DiagCode)code;
  return DIAG_COUNT;
}
