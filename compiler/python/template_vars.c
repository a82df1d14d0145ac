#include "compiler/python/template_vars.h"

#include "compiler/python/modules.h"
#include "compiler/python/possible_vars.h"
#include "compiler/settings.h"
#include "runtime/core/limits.h"
#include "runtime/eval/context.h"
#include "runtime/eval/python.h"
#include "runtime/eval/report.h"

/* ---- reports ---- */

static bool is_silent(ExceptionType type) { return type == EXC_UNSUPPORTED || type == EXC_UNVERIFIED; }

/* The first template of a component file that reads the var; an empty span: none. */
static Span asking_span(const Source *file, Str var) {
  size_t at = 0;
  while ((at = str_find(file->text, var, at)) != SIZE_MAX) {
    size_t end = at + var.n, open = at;
    bool starts = at > 0 && !char_is_word(file->text.p[at - 1]) && file->text.p[at - 1] != '.';
    bool ends = end == file->text.n || !char_is_word(file->text.p[end]);
    while (open > 1 && file->text.p[open - 1] != '}' &&
           !(file->text.p[open - 1] == '{' && file->text.p[open - 2] == '{'))
      open--;
    if (starts && ends && open > 1 && file->text.p[open - 1] == '{') return (Span){(uint32_t)at, (uint32_t)end};
    at = end;
  }
  return (Span){0, 0};
}

/* Who wants the var that raises: a template, or else the component that names the module. */
static void report_asking(DiagSink *sink, Diag *diag, const TemplateVar *var, Place place) {
  Span span = asking_span(place.source, var->name);
  if (!span.end && !place.span.end) return;
  Str label = span.end ? str_printf(sink->arena, "the template that asks for '%.*s'", STR_FMT(var->name))
                       : str_printf(sink->arena, "loads '%.*s'", STR_FMT(var->name));
  diag_relate(sink, diag, span.end ? (Place){place.source, span} : place, label);
}

/* What the message of a definition's error quotes: `'0 24 * * *'`; of a zone what stands behind "key". */
static Str quoted_value(Str message) {
  size_t key = str_find(message, STR(" key "), 0), start = str_find(message, STR("'"), 0);
  start = key != SIZE_MAX ? key + 5 : start == SIZE_MAX ? message.n : start + 1;
  size_t end = str_find(message, STR("'"), start);
  return end == SIZE_MAX ? (Str){"", 0} : str_sub(message, start, end);
}

/* Of a call over several lines the argument that is to blame, where its text is the message's and stands there once. */
static Span blamed_argument(const Exception *error, const Source *source) {
  Str call = source ? str_sub(source->text, error->span.start, error->span.end) : (Str){"", 0};
  Str value = quoted_value(error->message);
  bool is_long = error->of_definition && value.n && str_find(call, STR("\n"), 0) != SIZE_MAX;
  size_t at = is_long ? str_find(call, value, 0) : SIZE_MAX;
  if (at == SIZE_MAX || str_find(call, value, at + 1) != SIZE_MAX) return error->span;
  return (Span){(uint32_t)(error->span.start + at), (uint32_t)(error->span.start + at + value.n)};
}

Diag *template_vars_report_error(DiagSink *sink, const Exception *error, const Source *source) {
  if (error->source) source = error->source;
  Place place = {source, blamed_argument(error, source)};
  const char *colon = error->message.n ? ": " : "";
  Str name = error->class_name.n ? error->class_name : str_of(exception_name(error->type));
  Str message = str_printf(sink->arena, "%.*s%s%.*s", STR_FMT(name), colon, STR_FMT(error->message));
  DiagCode code = exception_is_a(error->type, EXC_SYNTAX) ? DIAG_PYTHON_SYNTAX
                  : error->of_definition                  ? DIAG_DEFINITION_INVALID
                                                          : DIAG_PYTHON_RAISES;
  if (!error->has_span) place.span = (Span){0, 0};
  Diag *diag = diag_report(sink, code, place, DIAG_ARGS(message));
  bool elsewhere = error->opened.start != error->span.start;
  if (error->has_opened && elsewhere) diag_relate(sink, diag, (Place){source, error->opened}, STR("opened here"));
  report_calls(sink, diag, error, NULL, NULL, STR(""));
  bool named = error->function.n && error->traceback.n;
  if (named) diag->label = str_printf(sink->arena, "raised here, in %.*s", STR_FMT(error->function));
  if (error->remedy.n) diag->hint = str_copy(sink->arena, error->remedy);
  if (error->likely.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(error->likely));
  return diag;
}

/* What dbtplan cannot evaluate is no error: a note says where it ends, and what helps. */
static void report_unverified(DiagSink *sink, Str var, const Exception *error, const Source *source) {
  Place place = {error->source ? error->source : source, error->has_span ? error->span : (Span){0, 0}};
  Str prefix = STR("depends on "), why = error->message;
  if (str_starts(why, prefix)) why = str_sub(why, prefix.n, why.n);
  Diag *diag = diag_report(sink, DIAG_VAR_NOT_VERIFIED, place, DIAG_ARGS(var, why));
  if (error->remedy.n) diag->hint = str_copy(sink->arena, error->remedy);
}

/* ---- finding ---- */

/* `dg.template_var`, `template_var` */
static bool is_mark_name(const Node *node) { return str_is(python_last_name(node), "template_var"); }

/* `@dg.template_var`, `@dg.template_var()` */
static bool is_mark(const Node *decorator) {
  if (decorator->kind == NODE_CALL && decorator->call.args.n == 0) decorator = decorator->call.callee;
  return is_mark_name(decorator);
}

static bool is_marked(const Node *node) {
  for (size_t i = 0; i < node->def.decorators.n; i++)
    if (is_mark(node->def.decorators.at[i])) return true;
  return false;
}

void template_vars_insert(Arena *arena, TemplateVars *vars, TemplateVar var) {
  VEC_PUSH(arena, vars, var);
  size_t at = vars->n - 1;
  for (; at > 0 && str_cmp(var.name, vars->at[at - 1].name) < 0; at--) vars->at[at] = vars->at[at - 1];
  vars->at[at] = var;
}

typedef struct Finding {
  Heap *heap;
  const Module *module;
  TemplateVars *vars;
} Finding;

typedef struct Marking {
  Str name;
  bool marked;
} Marking;

static void look_for_marked(Node *node, void *state) {
  Marking *marking = state;
  bool is_scope = node->kind == NODE_DEF || node->kind == NODE_CLASS || node->kind == NODE_LAMBDA;
  if (node->kind == NODE_DEF && str_eq(node->def.id, marking->name)) marking->marked = is_marked(node);
  if (!is_scope) node_children(node, look_for_marked, state);
}

/* The last function of that name in the module's text, in a branch too, that is decorated as a template var. */
static bool has_marked_def(const Module *module, Str name) {
  Marking marking = {.name = name};
  for (size_t i = 0; i < module->body.n; i++) look_for_marked(module->body.at[i], &marking);
  return marking.marked;
}

/* `import name`, `import a.b as name`: a module is no template var. */
static bool imports_module(const Node *node, Str name) {
  return node->kind == NODE_IMPORT && str_eq(python_import_name(node), name);
}

/* `name = dg.template_var(…)` */
static bool assigns_marked(const Node *node, Str name) {
  if (node->kind != NODE_ASSIGN || node->assign.target->kind != NODE_NAME_PY) return false;
  const Node *value = node->assign.value;
  bool is_call = value->kind == NODE_CALL && is_mark_name(value->call.callee);
  return is_call && str_eq(node->assign.target->name_py.id, name);
}

/* inspect.getmembers(module, is_template_var): whatever name has such a function, imported ones too. A function that
 * dbtplan does not evaluate, or whose decorators it does not, is known by the module's text; of what comes from another
 * package nothing is known. */
static void find_var(Str name, Value v, void *state) {
  Finding *finding = state;
  const NodeList *body = &finding->module->body;
  bool is_var = v.kind == V_FUNCTION && v.function->is_template_var;
  bool is_opaque = v.kind == V_OPAQUE || (value_is_error(v) && is_silent(v.exc->type));
  bool is_cached = v.kind == V_OBJECT && str_is(str_of(value_type_name(v)), "_lru_cache_wrapper"); /* has its marks */
  bool is_hidden = (value_is_error(v) || v.kind == V_OPAQUE || is_cached) && has_marked_def(finding->module, name);
  bool is_possible = is_opaque && value_is_error(v) && v.exc->of_package && !str_is(name, "*");
  for (size_t i = 0; is_opaque && i < body->n; i++) {
    is_hidden = is_hidden || assigns_marked(body->at[i], name);
    is_possible = is_possible && !imports_module(body->at[i], name);
  }
  Str package;
  bool is_other = !is_var && !is_hidden && !is_possible && !str_is(name, "*") &&
                  possible_import(finding->heap, finding->module, name, &package);
  if (is_other) v = value_unsupported(finding->heap, "the module '%.*s'", STR_FMT(package));
  if (!is_var && !is_hidden && !is_possible && !is_other) return;
  TemplateVar var = {.name = name, .function = v, .module = finding->module, .is_possible = !is_var && !is_hidden};
  var.takes_context = is_var && function_signature(v.function)->n > 0;
  template_vars_insert(finding->heap->arena, finding->vars, var);
}

/* ---- evaluating ---- */

/* Where the name of a function stands: behind its decorators, which may hold the same letters. */
static Span name_span(const Source *source, const Node *def) {
  size_t keyword = str_find(source->text, STR("def "), def->span.start);
  size_t at = str_find(source->text, def->def.id, keyword == SIZE_MAX ? def->span.start : keyword + 4);
  return (Span){(uint32_t)at, (uint32_t)(at + def->def.id.n)};
}

/* The function of a component class's static method. */
static Value static_function(Eval *eval, const TemplateVar *var) {
  eval->module = var->module;
  Value function = function_new(eval, var->def);
  eval->module = NULL;
  return function;
}

/* Of an error that the call itself raised: the name of the function. */
static void set_place(Exception *error, const Module *module, const Node *def) {
  if (!def || def->kind != NODE_DEF || !module || !module->source) return;
  error->source = module->source;
  error->span = name_span(error->source, def);
  error->has_span = true;
}

static Value call_var(Eval *eval, const TemplateVar *var, Value context) {
  Value function = var->def ? static_function(eval, var)
                            : module_name(eval, var->module, var->name); /* anew: the modules may have run again */
  if (value_passes(function)) return function;
  if (function.kind != V_FUNCTION) return value_unsupported(&eval->heap, "a template var with another decorator");
  Value v = eval_call_var(eval, function, context);
  if (value_is_error(v) && !v.exc->has_span) set_place(v.exc, function.function->module, function.function->node);
  return module_outcome(&eval->heap, var->module, v);
}

static Value unknown_var(Eval *eval, const TemplateVar *var, const Exception *error, bool silent) {
  Str why = silent ? error->message : STR("which raises an error");
  return value_unknown(&eval->heap,
                       str_printf(eval->heap.arena, "the template var '%.*s': %.*s", STR_FMT(var->name), STR_FMT(why)));
}

/* `with_scope(self, **vars)` (dagster/components/resolved/context.py). */
static bool check_name(Workspace *workspace, Eval *eval, const TemplateVar *var) {
  if (!str_is(var->name, "self") || var->is_possible) return true;
  Value error = value_raise(&eval->heap, EXC_TYPE,
                            "ResolutionContext.with_scope() got multiple values for argument 'self'");
  error.exc->remedy = STR("give the template var another name");
  const Function *function = !var->def && var->function.kind == V_FUNCTION ? var->function.function : NULL;
  set_place(error.exc, function ? function->module : var->module, function ? function->node : var->def);
  template_vars_report_error(workspace->sink, error.exc, var->module->source);
  return false;
}

static bool check_params(Workspace *workspace, Eval *eval, TemplateVar *var) {
  if (var->function.kind != V_FUNCTION) return true;
  const NodeList *params = function_signature(var->function.function);
  if (params->n < 2) return true;
  Str shown = str_printf(eval->heap.arena, "%zu", params->n);
  diag_report(workspace->sink, DIAG_TEMPLATE_VAR_PARAMETERS,
              (Place){var->function.function->module->source, params->at[1]->span}, DIAG_ARGS(var->name, shown));
  Str what = str_printf(eval->heap.arena, "the template var '%.*s'", STR_FMT(var->name));
  var->value = value_unknown(&eval->heap, what);
  return false;
}

/* Whether a function gives something back; what the functions inside it give back is theirs. */
static void find_return(Node *node, void *state) {
  bool *returns = state;
  *returns |= node->kind == NODE_RETURN && node->ret.value;
  if (node->kind != NODE_DEF && node->kind != NODE_LAMBDA) node_children(node, find_return, state);
}

/* A `return` that was forgotten. */
static void check_return(Workspace *workspace, const TemplateVar *var) {
  const Function *function = var->function.kind == V_FUNCTION ? var->function.function : NULL;
  bool is_def = function && function->node && function->node->kind == NODE_DEF && function->module->source;
  bool returns = false;
  if (!is_def || var->value.kind != V_NONE) return;
  node_children(function->node, find_return, &returns);
  if (returns) return;
  const Source *source = function->module->source;
  Place place = {source, name_span(source, function->node)};
  diag_report(workspace->sink, DIAG_NO_RETURN, place, DIAG_ARGS(var->name));
}

/* The parser keeps no more of the body of an `async def`. */
static bool is_async(const TemplateVar *var) {
  const Function *function = var->function.kind == V_FUNCTION ? var->function.function : NULL;
  const Node *node = function ? function->node : NULL;
  bool is_short = node && node->kind == NODE_DEF && node->def.body.n == 1 && function->module->source;
  return is_short && node->def.body.at[0]->kind == NODE_UNSUPPORTED &&
         str_is(node->def.body.at[0]->unsupported.what, "'async def'");
}

static void report_async(Workspace *workspace, Eval *eval, TemplateVar *var) {
  const Function *function = var->function.function;
  Place place = {function->module->source, name_span(function->module->source, function->node)};
  diag_report(workspace->sink, DIAG_ASYNC_VAR, place, DIAG_ARGS(var->name));
  var->value = value_unknown(&eval->heap, str_printf(eval->heap.arena, "the template var '%.*s'", STR_FMT(var->name)));
}

/* ---- within the limits ---- */

/* What the vars of a file are evaluated with. */
typedef struct Evaluating {
  Workspace *workspace;
  Eval *eval;
  const Settings *settings;
  Value context; /* for those that take it */
  Place named;   /* what names their module; an empty span: nothing does */
} Evaluating;

typedef struct Calling {
  const Evaluating *with;
  const TemplateVar *var;
  Value value;
} Calling;

static void call_guarded(void *state) {
  Calling *calling = state;
  calling->value = call_var(calling->with->eval, calling->var, calling->with->context);
}

/* The limit is reported where the var is defined; where its code was then, nobody knows any more. */
static void report_limit(DiagSink *sink, const TemplateVar *var, const char *what, Place asking) {
  const Node *def = var->def ? var->def : var->function.kind == V_FUNCTION ? var->function.function->node : NULL;
  const Source *source = var->module->source;
  bool has_name = def && def->kind == NODE_DEF && source;
  Place place = {source, has_name ? name_span(source, def) : (Span){0, 0}};
  Str words = str_printf(sink->arena, "%s, for the template var '%.*s'", what, STR_FMT(var->name));
  report_asking(sink, diag_report(sink, DIAG_LIMIT, place, DIAG_ARGS(words)), var, asking);
}

/* What the var's function gives; false: a limit ended it, and was reported. */
static bool call_within_limits(Calling *calling) {
  Guard guard;
  Workspace *workspace = calling->with->workspace;
  Arena *arena = calling->with->eval->heap.arena;
  bool reached = workspace->reaches_under;
  if (arena_guarded(arena, arena->limit - LIMIT_ARENA_LEFT_BYTES, &guard, call_guarded, calling)) return true;
  workspace_above(workspace, reached);
  eval_reset(calling->with->eval);
  report_limit(workspace->sink, calling->var, guard.what, calling->with->named);
  return false;
}

/* Evaluates one var; false after reporting what it raises. What an input went into is forgotten before the next. */
static bool evaluate(const Evaluating *with, TemplateVar *var) {
  Workspace *workspace = with->workspace;
  Eval *eval = with->eval;
  if (!check_params(workspace, eval, var)) return false;
  eval_reset(eval);
  var->value = settings_var(&eval->heap, with->settings, var->module->name, var->name);
  if (var->value.kind != V_ABSENT) return true;
  if (is_async(var)) return report_async(workspace, eval, var), true;
  if (var->is_possible) return var->value = unknown_var(eval, var, var->function.exc, true), true;
  Calling calling = {with, var, VALUE_NONE};
  uint64_t attempts = workspace->env_attempts;
  if (!call_within_limits(&calling)) return var->value = value_unknown(&eval->heap, var->name), false;
  Value v = calling.value;
  var->inputs = eval->heap.inputs_read;
  var->changes_environ = workspace->env_attempts != attempts;
  if (var->inputs) modules_forget(workspace);
  var->value = v;
  if (!value_is_error(v)) return check_return(workspace, var), true;
  bool silent = is_silent(v.exc->type);
  var->value = unknown_var(eval, var, v.exc, silent);
  DiagSink *sink = workspace->sink;
  if (silent)
    report_unverified(sink, var->name, v.exc, var->module->source);
  else
    report_asking(sink, template_vars_report_error(sink, v.exc, var->module->source), var, with->named);
  return silent;
}

/* The module beside the file that was meant: `template_vars` and `template_vars.py` are no relative names. */
static Str meant_module(const ComponentFile *file, Str module) {
  Str stem = str_ends(module, STR(".py")) ? str_sub(module, 0, module.n - 3) : module;
  while (str_starts(stem, STR(".")) || str_starts(stem, STR("/"))) stem = str_sub(stem, 1, stem.n);
  Str meant = str_cat(file->workspace->arena, STR("."), stem);
  bool is_there = stem.n && project_module_file(file->workspace, file->project, file->source->path, meant).n;
  return is_there && !str_eq(meant, module) ? meant : (Str){"", 0};
}

/* The modules beside the file: ".template_vars" */
static StrList modules_beside(Workspace *workspace, const Source *file) {
  NameList names = {0};
  StrList modules = {0};
  workspace_list(workspace, path_parent(file->path), &names);
  for (size_t i = 0; i < names.n; i++) {
    Str name = names.at[i];
    if (!str_ends(name, STR(".py")) || str_is(name, "__init__.py")) continue;
    VEC_PUSH(workspace->arena, &modules, str_printf(workspace->arena, ".%.*s", (int)(name.n - 3), name.p));
  }
  return modules;
}

/* The one that was meant, by its name, or as there is no other; `*sure`: there is no doubt. */
static Str likely_module(const ComponentFile *file, Str module, bool *sure) {
  Str meant = meant_module(file, module);
  *sure = true;
  if (meant.n) return meant;
  StrList beside = modules_beside(file->workspace, file->source);
  Str near = str_nearest_sole(module, beside.at, beside.n, sure);
  *sure &= near.n > 0;
  return near.n || beside.n != 1 ? near : beside.at[0];
}

static Place inside_quotes(Place place) {
  char c = place.span.start < place.source->text.n ? place.source->text.p[place.span.start] : 0;
  if (c == '"' || c == '\'') place.span.start++, place.span.end--;
  return place;
}

/* `..template_vars`, as an import would have it, by its whole name; empty: there is no such module. */
static Str whole_name(const ComponentFile *file, Str module) {
  Workspace *workspace = file->workspace;
  Arena *arena = workspace->arena;
  Str path = project_module_file(workspace, file->project, file->source->path, module);
  Str src = path_join(arena, file->project->root, STR("src/")), root = path_join(arena, file->project->root, STR(""));
  size_t from = str_starts(path, src) ? src.n : str_starts(path, root) ? root.n : path.n;
  Str end = str_ends(path, STR("/__init__.py")) ? STR("/__init__.py") : STR(".py");
  if (from + end.n >= path.n) return (Str){"", 0};
  char *name = str_z(arena, str_sub(path, from, path.n - end.n));
  for (char *c = name; *c; c++)
    if (*c == '/') *c = '.';
  Str found = project_module_file(workspace, file->project, file->source->path, str_of(name));
  return str_eq(found, path) ? str_of(name) : (Str){"", 0};
}

static bool report_climbing(const ComponentFile *file, Str module, Place place, Diag *diag) {
  DiagSink *sink = file->workspace->sink;
  Str whole = str_starts(module, STR("..")) ? whole_name(file, module) : (Str){"", 0};
  bool is_named = !str_ends(module, STR(".")); /* `...`: a package */
  if (!whole.n || !is_named) return false;
  diag->hint = str_printf(sink->arena, "Dagster takes one point, for this folder: write '%.*s'", STR_FMT(whole));
  diag_edit(sink, diag, inside_quotes(place), whole);
  return true;
}

static void report_missing(const ComponentFile *file, Str module, Place place) {
  bool sure;
  DiagSink *sink = file->workspace->sink;
  Diag *diag = diag_report(sink, DIAG_MODULE_MISSING, place, DIAG_ARGS(module));
  if (report_climbing(file, module, place, diag)) return;
  Str meant = likely_module(file, module, &sure);
  if (!meant.n) return;
  diag->hint = str_printf(sink->arena, "the module beside this file is '%.*s'", STR_FMT(meant));
  if (sure) diag_edit(sink, diag, inside_quotes(place), meant);
}

/* NULL after reporting. */
static ModuleFile *find_module(const ComponentFile *file, Str module, Place place) {
  Workspace *workspace = file->workspace;
  /* Dagster puts the folder's own name before these, and finds no module. */
  bool climbs = str_starts(module, STR("..")) || str_is(module, ".");
  Str path = climbs ? (Str){"", 0} : project_module_file(workspace, file->project, file->source->path, module);
  if (!path.n) {
    report_missing(file, module, place);
    return NULL;
  }
  ReadStatus status;
  ModuleFile *found = modules_open_file(workspace, file->project, file->source, path, &status);
  if (!found)
    diag_report(workspace->sink, DIAG_CANNOT_READ, place, DIAG_ARGS(path, str_of(workspace_read_error(status))));
  if (!found || found->module.kind == V_MODULE) return found;
  template_vars_report_error(workspace->sink, found->error.exc, found->source);
  return NULL;
}

static Value context_of(const ComponentFile *file) {
  const Project *project = file->project;
  Arena *arena = file->heap->arena;
  LoadContext *context = ARENA_NEW(arena, LoadContext);
  Str folder = workspace_real_path(file->workspace, path_parent(file->source->path));
  Str root = workspace_real_path(file->workspace, project->root);
  *context = (LoadContext){root, folder, workspace_real_path(file->workspace, project->defs_dir),
                           str_printf(arena, "%.*s.defs", STR_FMT(project->package))};
  return load_context(file->heap, context);
}

static Eval *eval_new(Workspace *workspace, Heap *heap) {
  const ScopeTable *scope = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  Eval *eval = ARENA_NEW(heap->arena, Eval);
  eval_init(eval, heap->arena, workspace, scope, NULL);
  eval->root = scope_values(&eval->heap, scope);
  return eval;
}

bool template_vars_evaluate(const ComponentFile *file, Span named, TemplateVars *vars) {
  Workspace *workspace = file->workspace;
  Evaluating with = {workspace, eval_new(workspace, file->heap), settings_of(workspace, file->project),
                     context_of(file), {file->source, named}};
  bool fine = true;
  for (size_t i = 0; i < vars->n; i++) vars->at[i].folder = path_parent(file->source->path);
  for (size_t i = 0; i < vars->n; i++) fine &= evaluate(&with, &vars->at[i]);
  for (size_t i = 0; i < vars->n && fine; i++) fine = check_name(workspace, with.eval, &vars->at[i]);
  return fine;
}

bool template_vars_load(const ComponentFile *file, Str module, Span named, TemplateVars *vars) {
  Workspace *workspace = file->workspace;
  Heap *heap = file->heap;
  Place place = {file->source, named};
  ModuleFile *found = find_module(file, module, place);
  if (!found) return false;
  modules_begin_component(workspace);
  Value error = modules_run(eval_new(workspace, heap), found);
  if (value_is_error(error)) {
    template_vars_report_error(workspace->sink, error.exc, found->source);
    return false;
  }
  const Module *loaded = found->module.module;
  Str package;
  module_each(loaded, find_var, &(Finding){heap, loaded, vars});
  bool is_open = possible_star(heap, loaded, &package);
  if (is_open)
    possible_names(heap, file->source, loaded, str_printf(heap->arena, "the module '%.*s'", STR_FMT(package)), vars);
  if (vars->n > 0 || is_open) return template_vars_evaluate(file, named, vars);
  diag_report(workspace->sink, DIAG_NO_TEMPLATE_VARS, place, DIAG_ARGS(module));
  return false;
}
