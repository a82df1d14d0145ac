#include "compiler/cli/repair.h"

#include <string.h>

#include "compiler/cli/patch.h"
#include "compiler/cli/render.h"
#include "compiler/fix.h"
#include "runtime/core/limits.h"

enum { ROUNDS_MOST = 8 };

static bool is_on_disk(const Source *source) {
  return source && source->path.n && !source->origin_count && !str_starts(source->name, STR("<"));
}

static Repair *repair_of(Session *session, Repairs *repairs, const Source *source) {
  for (size_t i = 0; i < repairs->list.n; i++)
    if (str_eq(repairs->list.at[i].path, source->path)) return &repairs->list.at[i];
  Repair repair = {.path = source->path, .name = source->name, .before = source->text};
  VEC_PUSH(&session->arena, &repairs->list, repair);
  return &repairs->list.at[repairs->list.n - 1];
}

static bool repair_source(Session *session, Repairs *repairs, const Source *source) {
  size_t count = 0;
  Str text = fix_apply(&session->arena, &session->sink, source, &count);
  if (!count) return false;
  Repair *repair = repair_of(session, repairs, source);
  repair->after = text;
  repair->findings += count;
  return true;
}

bool repairs_apply(Session *session, Repairs *repairs) {
  Map done = {0};
  bool changed = false;
  if (repairs->rounds++ == ROUNDS_MOST) return false;
  for (size_t i = 0; i < session->sink.list.n; i++) {
    const Diag *diag = session->sink.list.at[i];
    const Source *source = diag->edits.n ? diag->edits.at[0].place.source : NULL;
    if (!is_on_disk(source) || map_entry(&done, source->path)) continue;
    map_put(&session->arena, &done, source->path, NULL);
    changed |= repair_source(session, repairs, source);
  }
  return changed;
}

void repairs_give(Session *session, const Repairs *repairs) {
  for (size_t i = 0; i < repairs->list.n; i++) {
    const Repair *repair = &repairs->list.at[i];
    workspace_give(&session->workspace, repair->path, repair->name, repair->after);
  }
}

static Str shown_name(Session *session, const Repair *repair) {
  RenderStyle style = render_style(&session->workspace, -1);
  const Source source = {.name = repair->name, .path = repair->path};
  return render_path(&session->arena, &style, &source);
}

static Str findings_in_words(Session *session, size_t count) {
  return render_count(&session->arena, count, "finding", "findings");
}

static void write_file(Session *session, const Repair *repair) {
  Writer *file = writer_to_file(&session->arena, repair->path);
  writer_put(file, repair->after);
  if (writer_finish(file))
    session_complain(session, EXIT_FINE, "fixed %.*s in %.*s", STR_FMT(findings_in_words(session, repair->findings)),
                     STR_FMT(shown_name(session, repair)));
  else
    session_complain(session, EXIT_SYSTEM, "cannot write %.*s: %s", STR_FMT(repair->path), strerror(file->error));
}

void repairs_write(Session *session, const Repairs *repairs) {
  for (size_t i = 0; i < repairs->list.n; i++) write_file(session, &repairs->list.at[i]);
}

void repairs_print(Session *session, const Repairs *repairs) {
  size_t findings = 0;
  Buf buf = buf_new(&session->arena, LIMIT_ARENA_BYTES);
  for (size_t i = 0; i < repairs->list.n; i++) {
    const Repair *repair = &repairs->list.at[i];
    patch_put(&session->arena, &buf, shown_name(session, repair), repair->before, repair->after);
    findings += repair->findings;
  }
  writer_put(session->out, buf_str(&buf));
  if (!findings) return;
  Str files = render_count(&session->arena, repairs->list.n, "file", "files");
  session_complain(session, EXIT_FINE, "would fix %.*s in %.*s", STR_FMT(findings_in_words(session, findings)),
                   STR_FMT(files));
}
