#include "compiler/template_vars.h"

#include "compiler/parse/parse.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/exec.h"

/* ---- modules ---- */

/* A module file, parsed once; `error` where it is no Python, `module` V_ABSENT then. */
typedef struct ModuleFile {
  const Source *source;
  Value module, error;
} ModuleFile;

/* What an import needs to know. */
typedef struct Importer {
  Workspace *workspace;
  const Project *project;
} Importer;

static Value import_name(Heap *heap, const Module *from, Str module, Str name);

/* Names a module as the component file beside it is named, others from the project's root. */
static Str shown_name(Arena *arena, const Project *project, const Source *beside, Str path) {
  if (beside && str_eq(path_parent(beside->path), path_parent(path)))
    return path_normal(arena, path_join(arena, path_parent(beside->name), path_name(path)));
  return path_relative(arena, path, project->root);
}

/* The module at `path`, from the workspace; NULL, with its status, where it cannot be read. */
static ModuleFile *module_file(Workspace *workspace, Heap *heap, const Project *project, const Source *beside, Str path,
                               Str name, ReadStatus *status) {
  *status = READ_OK;
  ModuleFile *file = map_get(&workspace->modules, path);
  if (file) return file;
  const Source *source;
  *status = workspace_read(workspace, path, shown_name(workspace->arena, project, beside, path), &source);
  if (*status != READ_OK) return NULL;
  Heap lasting = *heap;
  lasting.arena = workspace->arena;
  file = ARENA_NEW(workspace->arena, ModuleFile);
  file->source = source;
  NodeList body = {0};
  if (parse_module(&lasting, source->text, &body, &file->error)) {
    Importer *importer = ARENA_NEW(workspace->arena, Importer);
    *importer = (Importer){workspace, project};
    file->module = module_new(&lasting, str_copy(workspace->arena, name), source, body, import_name, importer);
  } else {
    file->error.exc->source = source;
  }
  map_put(workspace->arena, &workspace->modules, str_copy(workspace->arena, path), file);
  return file;
}

/* Another module of the project; V_ABSENT where there is none. */
static Value project_module(Heap *heap, const Module *from, Str module) {
  const Importer *importer = from->state;
  ReadStatus status;
  Str path = project_module_file(importer->workspace, importer->project, from->source->path, module);
  if (!path.n) return VALUE_ABSENT;
  ModuleFile *file = module_file(importer->workspace, heap, importer->project, from->source, path, module, &status);
  if (!file) return VALUE_ABSENT;
  return file->module.kind == V_ABSENT ? file->error : file->module;
}

/* `from a import b`: a name of the module `a`, or the module `a.b`. */
static Value import_name(Heap *heap, const Module *from, Str module, Str name) {
  Value v = library_module(heap, module, name);
  if (v.kind != V_ABSENT) return v;
  v = project_module(heap, from, module);
  if (value_is_error(v) || (v.kind != V_ABSENT && !name.n)) return v;
  if (v.kind != V_ABSENT) v = module_get((Eval *)heap, v.module, name);
  if (v.kind != V_ABSENT) return v;
  const char *dot = str_ends(module, STR(".")) ? "" : "."; /* `from .. import b` */
  if (name.n)
    v = project_module(heap, from, str_printf(heap->arena, "%.*s%s%.*s", STR_FMT(module), dot, STR_FMT(name)));
  if (v.kind != V_ABSENT) return v;
  return value_unsupported(heap, "the module '%.*s'", STR_FMT(module));
}

/* Forgets what module globals hold, so that the next call reads all of its inputs itself. */
static void forget_globals(Workspace *workspace) {
  for (size_t i = 0; i < workspace->modules.n; i++) {
    ModuleFile *file = workspace->modules.at[i].value;
    if (file->module.kind == V_MODULE) *file->module.module->globals = (Map){0};
  }
}

/* ---- reports ---- */

static bool is_silent(ExceptionType type) { return type == EXC_UNSUPPORTED || type == EXC_UNVERIFIED; }

static void report_error(DiagSink *sink, const Exception *error, const Source *source) {
  if (error->source) source = error->source;
  Place place = {source, error->span};
  const char *colon = error->message.n ? ": " : "";
  Str message = str_printf(sink->arena, "%s%s%.*s", exception_name(error->type), colon, STR_FMT(error->message));
  bool syntax = exception_is_a(error->type, EXC_SYNTAX);
  if (!error->has_span) place.span = (Span){0, 0};
  Diag *diag = diag_report(sink, syntax ? DIAG_PYTHON_SYNTAX : DIAG_PYTHON_RAISES, place, DIAG_ARGS(message));
  bool elsewhere = error->opened.start != error->span.start;
  if (error->has_opened && elsewhere) diag_relate(sink, diag, (Place){source, error->opened}, STR("opened here"));
  if (error->likely.n) diag->hint = str_printf(sink->arena, "did you mean '%.*s'?", STR_FMT(error->likely));
}

/* ---- template vars ---- */

/* `@dg.template_var`, `@template_var`, either with `()` */
static bool is_mark(const Node *decorator) {
  if (decorator->kind == NODE_CALL && decorator->call.args.n == 0) decorator = decorator->call.callee;
  if (decorator->kind == NODE_ATTR_PY) return str_is(decorator->attr_py.id, "template_var");
  return decorator->kind == NODE_NAME_PY && str_is(decorator->name_py.id, "template_var");
}

static bool is_template_var(const Node *node) {
  if (node->kind != NODE_DEF) return false;
  for (size_t i = 0; i < node->def.decorators.n; i++)
    if (is_mark(node->def.decorators.at[i])) return true;
  return false;
}

/* Keeps the list sorted by name; of two functions with one name the later counts. */
static void insert(Arena *arena, TemplateVars *vars, TemplateVar var) {
  size_t at = 0;
  while (at < vars->n && str_cmp(vars->at[at].name, var.name) < 0) at++;
  if (at < vars->n && str_eq(vars->at[at].name, var.name)) {
    vars->at[at] = var;
    return;
  }
  VEC_PUSH(arena, vars, var);
  for (size_t i = vars->n - 1; i > at; i--) vars->at[i] = vars->at[i - 1];
  vars->at[at] = var;
}

static void find_vars(Arena *arena, const Module *module, TemplateVars *vars) {
  for (size_t i = 0; i < module->body.n; i++) {
    const Node *node = module->body.at[i];
    if (!is_template_var(node)) continue;
    bool takes_context = node->def.params.n == 1;
    insert(arena, vars,
           (TemplateVar){.name = node->def.id, .def = node, .module = module, .takes_context = takes_context});
  }
}

/* The load context is Dagster's: dbtplan knows none of its objects. */
static Value call_var(Eval *eval, const TemplateVar *var) {
  if (var->def->def.decorators.n > 1) return value_unsupported(&eval->heap, "a template var with another decorator");
  eval->frame = NULL;
  eval->module = var->module;
  Value function = function_new(eval, var->def);
  if (value_is_error(function)) return function;
  Value context = value_unknown(&eval->heap, STR("the load context, which dbtplan does not evaluate"));
  Value v = eval_call(eval, function, &context, var->takes_context ? 1 : 0, NULL);
  eval->module = NULL;
  return v;
}

/* Evaluates one var; false after reporting what it raises. */
static bool evaluate(Workspace *workspace, Eval *eval, TemplateVar *var) {
  const Source *source = var->module->source;
  size_t count = var->def->def.params.n;
  if (count > 1) {
    Str shown = str_printf(eval->heap.arena, "%zu", count);
    diag_report(workspace->sink, DIAG_TEMPLATE_VAR_PARAMETERS, (Place){source, var->def->def.params.at[1]->span},
                DIAG_ARGS(var->name, shown));
    var->value =
        value_unknown(&eval->heap, str_printf(eval->heap.arena, "the template var '%.*s'", STR_FMT(var->name)));
    return false;
  }
  forget_globals(workspace);
  eval_reset(eval);
  eval->heap.inputs_read = 0;
  Value v = call_var(eval, var);
  var->inputs = eval->heap.inputs_read | (var->takes_context ? INPUT_ROOT : 0);
  var->value = v;
  if (!value_is_error(v)) return true;
  Str why = is_silent(v.exc->type) ? v.exc->message : STR("which raises an error");
  Str what = str_printf(eval->heap.arena, "the template var '%.*s': %.*s", STR_FMT(var->name), STR_FMT(why));
  var->value = value_unknown(&eval->heap, what);
  if (is_silent(v.exc->type)) return true;
  report_error(workspace->sink, v.exc, source);
  return false;
}

static const ModuleFile *find_module(Workspace *workspace, Heap *heap, const Project *project, const Source *file,
                                     Str module, Place place) {
  bool climbs = str_starts(module, STR("..")); /* Dagster puts the folder's own name before it, and finds no module */
  Str path = climbs ? (Str){"", 0} : project_module_file(workspace, project, file->path, module);
  if (!path.n) {
    diag_report(workspace->sink, DIAG_MODULE_MISSING, place, DIAG_ARGS(module));
    return NULL;
  }
  ReadStatus status;
  ModuleFile *found = module_file(workspace, heap, project, file, path, module, &status);
  if (!found)
    diag_report(workspace->sink, DIAG_CANNOT_READ, place, DIAG_ARGS(path, str_of(workspace_read_error(status))));
  if (!found || found->module.kind == V_MODULE) return found;
  report_error(workspace->sink, found->error.exc, found->source);
  return NULL;
}

bool template_vars_load(Workspace *workspace, Heap *heap, const Project *project, const Source *file, Str module,
                        Place place, TemplateVars *vars) {
  const ModuleFile *found = find_module(workspace, heap, project, file, module, place);
  if (!found) return false;
  find_vars(heap->arena, found->module.module, vars);
  if (vars->n == 0) {
    diag_report(workspace->sink, DIAG_NO_TEMPLATE_VARS, place, DIAG_ARGS(module));
    return false;
  }
  const ScopeTable *scope = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  Eval *eval = ARENA_NEW(heap->arena, Eval);
  eval_init(eval, heap->arena, workspace, scope, NULL);
  eval->root = scope_values(&eval->heap, scope);
  bool fine = true;
  for (size_t i = 0; i < vars->n; i++) fine &= evaluate(workspace, eval, &vars->at[i]);
  forget_globals(workspace);
  return fine;
}
