#include "compiler/check/macros.h"

#include <stdlib.h>

#include "compiler/check/needed.h"
#include "compiler/dbt/dbt_calls.h"
#include "runtime/core/limits.h"

#define ADAPTER(NAME) #NAME,
#define MACRO(NAME)
static const char *const ADAPTERS[] = {
#include "grammar/dbt_macros.def"
};
#undef ADAPTER
#undef MACRO

#define ADAPTER(NAME)
#define MACRO(NAME) #NAME,
static const char *const NAMES[] = {
#include "grammar/dbt_macros.def"
};
#undef ADAPTER
#undef MACRO

static int compare_name(const void *key, const void *name) {
  return str_cmp(*(const Str *)key, str_of(*(const char *const *)name));
}

/* Among names that are sorted. */
static bool is_listed(Str name, const char *const *names, size_t n) {
  return bsearch(&name, names, n, sizeof *names, compare_name) != NULL;
}

/* A light look before a text is parsed: whether a bracket stands behind a name, within Jinja, that is not listed. */
static bool may_call_others(Str text) {
  bool is_jinja = false;
  for (size_t i = 0; i + 1 < text.n; i++) {
    char c = text.p[i], next = text.p[i + 1];
    if (c == '{' && (next == '{' || next == '%')) is_jinja = true;
    if ((c == '}' || c == '%') && next == '}') is_jinja = false;
    if (!is_jinja || !char_is_word(c)) continue;
    size_t start = i, end = i;
    while (end < text.n && char_is_word(text.p[end])) end++;
    i = end - 1;
    Str behind = str_trim(str_sub(text, end, end + 64 < text.n ? end + 64 : text.n));
    bool is_attribute = start > 0 && text.p[start - 1] == '.';
    if (str_starts(behind, STR("(")) && !is_attribute && !is_listed(str_sub(text, start, end), NAMES, COUNT(NAMES)))
      return true;
  }
  return false;
}

/* NULL: it cannot be read. */
static const Source *read_file(const View *view, Str path) {
  const Source *source;
  bool is_read = workspace_read(view->bound->workspace, path, path, &source) == READ_OK;
  return is_read && source->text.n <= LIMIT_DBT_FILE_BYTES ? source : NULL;
}

/* The project's own macros: whatever their files name may be one. */
static bool may_be_own(const View *view, const DbtProject *files, Str name) {
  for (size_t i = 0; i < files->templates.n; i++) {
    const DbtTemplate *template = &files->templates.at[i];
    const Source *source = template->kind == DBT_TEMPLATE_MACROS ? read_file(view, template->path) : NULL;
    bool is_unread = template->kind == DBT_TEMPLATE_MACROS && !source;
    if (is_unread || (source && str_find_word(source->text, name) != SIZE_MAX)) return true;
  }
  return false;
}

/* The macro of the project that is near to the name; empty: none. */
static Str nearest(const View *view, Str name) {
  DbtReads reads = {.workspace = view->bound->workspace,
                    .heap = view->heap,
                    .project = view->project,
                    .dir = view->bound->project_dir};
  return dbt_reads_nearest_macro(&reads, name);
}

static void report(const View *view, const Source *source, const DbtBareCall *call) {
  DiagSink *sink = view_sink(view);
  Str near = nearest(view, call->name);
  Diag *diag = diag_report(sink, DIAG_MACRO_MISSING, (Place){source, call->span}, DIAG_ARGS(call->name));
  if (near.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(near));
}

static void judge(const View *view, const DbtProject *files, const DbtNode *node) {
  DbtBareCalls calls = {0};
  const Source *source = read_file(view, path_join(view->heap->arena, view->bound->project_dir, node->path));
  if (!source || !may_call_others(source->text)) return;
  dbt_calls_read(view->heap, source->text, &calls);
  for (size_t i = 0; i < calls.n; i++) {
    Str name = calls.at[i].name;
    if (is_listed(name, NAMES, COUNT(NAMES)) || may_be_own(view, files, name)) continue;
    report(view, source, &calls.at[i]);
    return; /* dbt stops at the first */
  }
}

void macros_check(const View *view) {
  const DbtProject *files = view->project;
  if (files->from_manifest)
    files = dbt_project_read_files(view->bound->workspace, view->heap, view->bound->project_dir);
  if (!is_listed(files->adapter, ADAPTERS, COUNT(ADAPTERS)) || files->incomplete.n) return;
  const uint8_t *needed = needed_nodes(view);
  for (size_t i = 0; i < view->project->nodes.n; i++) {
    const DbtNode *node = &view->project->nodes.at[i];
    bool is_own = node->type == DBT_TYPE_MODEL && str_eq(node->package, view->project->name);
    if (needed[i] && is_own && str_ends(node->path, STR(".sql"))) judge(view, files, node);
  }
}
