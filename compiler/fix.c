#include "compiler/fix.h"

#include <stdlib.h>

typedef struct Chosen {
  const Edit *edit;
  size_t order; /* of two insertions at one place the earlier report comes first */
} Chosen;

typedef struct ChosenList {
  Chosen *at;
  size_t n, cap;
} ChosenList;

/* Whether `a` and `b` change the same bytes; two insertions at one place do not. */
static bool overlaps(Span a, Span b) {
  bool both_insert = a.start == a.end && b.start == b.end;
  if (both_insert) return false;
  return a.start < b.end && b.start < a.end;
}

static bool same_edit(const Edit *a, const Edit *b) {
  return a->place.span.start == b->place.span.start && a->place.span.end == b->place.span.end &&
         str_eq(a->text, b->text);
}

static bool lies_in(const Diag *diag, const Source *source) {
  for (size_t i = 0; i < diag->edits.n; i++) {
    Span span = diag->edits.at[i].place.span;
    bool is_inside = span.start <= span.end && span.end <= source->text.n;
    if (diag->edits.at[i].place.source != source || !is_inside) return false;
  }
  return diag->edits.n > 0;
}

/* The bytes from the first to the last edit: most diagnostics lie apart, which spares comparing edit by edit. */
static Span hull_of(const Diag *diag) {
  Span hull = diag->edits.at[0].place.span;
  for (size_t i = 1; i < diag->edits.n; i++) hull = span_join(hull, diag->edits.at[i].place.span);
  return hull;
}

/* Whether both can be applied. An edit does not agree with its equal: the same finding may be reported twice. */
static bool agrees(const Diag *diag, const Diag *chosen) {
  Span a = hull_of(diag), b = hull_of(chosen);
  if (a.end < b.start || b.end < a.start) return true;
  for (size_t i = 0; i < diag->edits.n; i++)
    for (size_t j = 0; j < chosen->edits.n; j++) {
      const Edit *edit = &diag->edits.at[i], *other = &chosen->edits.at[j];
      if (overlaps(edit->place.span, other->place.span) || same_edit(edit, other)) return false;
    }
  return true;
}

static int by_place(const void *a, const void *b) {
  const Chosen *x = a, *y = b;
  Span s = x->edit->place.span, t = y->edit->place.span;
  if (s.start != t.start) return s.start < t.start ? -1 : 1;
  if (s.end != t.end) return s.end < t.end ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

static size_t choose(Arena *arena, const DiagSink *sink, const Source *source, ChosenList *chosen) {
  VEC(const Diag *) diagnostics = {0};
  for (size_t i = 0; i < sink->list.n; i++) {
    const Diag *diag = sink->list.at[i];
    bool fits = lies_in(diag, source);
    for (size_t j = 0; j < diagnostics.n && fits; j++) fits = agrees(diag, diagnostics.at[j]);
    if (!fits) continue;
    for (size_t j = 0; j < diag->edits.n; j++) {
      Chosen next = {&diag->edits.at[j], chosen->n};
      VEC_PUSH(arena, chosen, next);
    }
    VEC_PUSH(arena, &diagnostics, diag);
  }
  return diagnostics.n;
}

Str fix_apply(Arena *arena, const DiagSink *sink, const Source *source, size_t *count) {
  ChosenList chosen = {0};
  *count = choose(arena, sink, source, &chosen);
  if (*count == 0) return source->text;
  if (chosen.n) qsort(chosen.at, chosen.n, sizeof *chosen.at, by_place);
  Buf buf = buf_new(arena, SIZE_MAX);
  size_t at = 0;
  for (size_t i = 0; i < chosen.n; i++) {
    const Edit *edit = chosen.at[i].edit;
    buf_put(&buf, str_sub(source->text, at, edit->place.span.start));
    buf_put(&buf, edit->text);
    at = edit->place.span.end;
  }
  buf_put(&buf, str_sub(source->text, at, source->text.n));
  return buf_str(&buf);
}
