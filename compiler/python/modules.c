#include "compiler/python/modules.h"

#include "compiler/parse/kept.h"
#include "runtime/core/limits.h"
#include "runtime/core/texts.h"
#include "runtime/eval/library.h"
#include "runtime/plan/modules.h"

static Value import(Heap *heap, const Module *from, Str name);

/* ---- files ---- */

/* Names a module as the component file beside it is named, others from the project's root. */
static Str shown_name(Arena *arena, const Project *project, const Source *beside, Str path) {
  if (beside && str_eq(path_parent(beside->path), path_parent(path)))
    return path_normal(arena, path_join(arena, path_parent(beside->name), path_name(path)));
  return path_relative(arena, path, project->root);
}

/* The folder that absolute names are looked for in: `src`, or the project's root. */
static Str base_of(Arena *arena, const Project *project, Str path) {
  Str src = path_join(arena, project->root, STR("src/"));
  return str_starts(path, src) ? str_sub(src, 0, src.n - 1) : project->root;
}

static Str name_of(Workspace *workspace, const Project *project, Str path) {
  Arena *arena = workspace->arena;
  return module_name_of_file(arena, path_relative(arena, path, base_of(arena, project, path)));
}

static ModuleFile *keep(Workspace *workspace, const Project *project, const Source *source, Str path) {
  ModuleFile *file = ARENA_NEW(workspace->arena, ModuleFile);
  *file = (ModuleFile){
      .workspace = workspace, .project = project, .source = source, .path = str_copy(workspace->arena, path)};
  map_put(workspace->arena, &workspace->room.modules, file->path, file);
  return file;
}

/* A heap for the tree of a module, which lasts as long as what the workspace has read. */
static Heap lasting_heap(Workspace *workspace) {
  return (Heap){.arena = workspace->arena, .workspace = workspace, .steps = LIMIT_EVAL_STEPS};
}

ModuleFile *modules_open_file(Workspace *workspace, const Project *project, const Source *beside, Str path,
                              ReadStatus *status) {
  *status = READ_OK;
  ModuleFile *file = map_get(&workspace->room.modules, path);
  if (file) return file;
  const Source *source;
  *status = workspace_read(workspace, path, shown_name(workspace->arena, project, beside, path), &source);
  if (*status != READ_OK) return NULL;
  file = keep(workspace, project, source, path);
  Heap lasting = lasting_heap(workspace);
  NodeList body = {0};
  if (!kept_module(&lasting, source->text, &body, &file->error)) {
    file->error.exc->source = source;
    return file;
  }
  file->module = module_new(workspace->arena, name_of(workspace, project, path), source, body, import, file);
  if (!workspace->room.effects) workspace->room.effects = ARENA_NEW(workspace->arena, ModuleEffects);
  Module *module = (Module *)file->module.module;
  module->is_whole = true;
  module->effects = workspace->room.effects;
  workspace->room.may_change_env |= str_find_word(source->text, STR("environ")) != SIZE_MAX;
  return file;
}

const ModuleFile *modules_named(Workspace *workspace, const Project *project, Str from, Str name) {
  ReadStatus status;
  Str path = project_module_file(workspace, project, from, name);
  ModuleFile *file = path.n ? modules_open_file(workspace, project, NULL, path, &status) : NULL;
  return file && file->module.kind == V_MODULE ? file : NULL;
}

/* A folder without `__init__.py`: a package of no statements. */
static ModuleFile *open_folder(Workspace *workspace, const Project *project, Str path) {
  ModuleFile *file = map_get(&workspace->room.modules, path);
  if (file) return file;
  file = keep(workspace, project, NULL, path);
  file->module = module_new(workspace->arena, name_of(workspace, project, path), NULL, (NodeList){0}, import, file);
  ((Module *)file->module.module)->is_whole = true;
  return file;
}

void modules_each_run(const Project *project, const Workspace *workspace,
                      void (*visit)(const Module *module, void *state), void *state) {
  for (size_t i = 0; i < workspace->room.modules.n; i++) {
    const ModuleFile *file = workspace->room.modules.at[i].value;
    bool is_file = file->module.kind == V_MODULE && file->source && file->project == project;
    if (is_file && file->module.module->state->stage == MODULE_DONE) visit(file->module.module, state);
  }
}

void modules_forget(Workspace *workspace) {
  for (size_t i = 0; i < workspace->room.modules.n; i++) {
    ModuleFile *file = workspace->room.modules.at[i].value;
    if (file->module.kind == V_MODULE) *file->module.module->state = (ModuleState){0};
  }
  if (workspace->room.effects) *workspace->room.effects = (ModuleEffects){0};
  modules_begin_component(workspace);
}

void modules_begin_component(Workspace *workspace) {
  for (size_t i = 0; i < workspace->room.library.n; i++) {
    const Module *module = workspace->room.library.at[i].value;
    if (module->of_component) *module->state = (ModuleState){0};
  }
}

/* ---- Python's library, as far as it is written in Python ---- */

static Value import_in_library(Heap *heap, const Module *from, Str name) {
  (void)from;
  return modules_library(heap, name);
}

static Value module_value(Module *module) { return (Value){.kind = V_MODULE, .module = module}; }

Value modules_library(Heap *heap, Str name) {
  Workspace *workspace = heap->workspace;
  Arena *arena = workspace->arena;
  Module *known = map_get(&workspace->room.library, name);
  if (known) return module_value(known);
  Str path = str_printf(arena, "runtime/library/%.*s.py", STR_FMT(name));
  Buf text = buf_new(arena, LIMIT_FILE_BYTES);
  if (!text_put(&text, path)) return VALUE_ABSENT;
  Source *source = ARENA_NEW(arena, Source);
  *source = (Source){.name = path, .path = path, .text = buf_str(&text)};
  Heap lasting = lasting_heap(workspace);
  NodeList body = {0};
  Value error;
  if (!kept_module(&lasting, source->text, &body, &error))
    guard_stop(arena->guard, STOP_BUG, "a part of Python's library");
  name = str_copy(arena, name);
  Module *module = (Module *)module_new(arena, name, source, body, import_in_library, NULL).module;
  module->is_whole = module->is_library = true;
  module->of_component = str_find(source->text, STR("\n# dbtplan: anew for each component\n"), 0) != SIZE_MAX;
  map_put(arena, &workspace->room.library, name, module);
  return module_value(module);
}

/* ---- running ---- */

/* The package of a folder, if there is one. */
static ModuleFile *package_of(const ModuleFile *file, Str folder) {
  Arena *arena = file->workspace->arena;
  if (!workspace_has_file(file->workspace, folder, STR("__init__.py"))) return NULL;
  ReadStatus status;
  Str init = path_join(arena, folder, STR("__init__.py"));
  if (str_eq(init, file->path)) return NULL;
  return modules_open_file(file->workspace, file->project, NULL, init, &status);
}

/* A module becomes a name of its package once it has run, and the package one of the package above. */
static void bind_in_package(Eval *eval, ModuleFile *file) {
  Str base = base_of(file->workspace->arena, file->project, file->path);
  bool is_package = !file->source || str_is(path_name(file->path), "__init__.py");
  Str folder = path_parent(is_package && file->source ? path_parent(file->path) : file->path);
  if (folder.n <= base.n) return;
  ModuleFile *package = package_of(file, folder);
  if (!package) package = open_folder(file->workspace, file->project, folder);
  if (package == file || package->module.kind != V_MODULE) return;
  Str name = file->module.module->name;
  InputSet read = eval->heap.inputs_read;
  eval->heap.inputs_read = INPUT_NONE;
  module_bind(eval, package->module.module, str_sub(name, str_behind(name, '.'), name.n), file->module);
  eval->heap.inputs_read = read;
  bind_in_package(eval, package);
}

Value modules_run(Eval *eval, ModuleFile *file) {
  if (file->module.kind != V_MODULE) return file->error;
  bool is_first = file->module.module->state->stage == MODULE_NEW;
  Value error = module_run(eval, file->module.module);
  if (is_first && !value_is_error(error)) bind_in_package(eval, file);
  return error;
}

bool modules_may_change_env(const Workspace *workspace) {
  return workspace->room.may_change_env || workspace->under.may_change_env;
}

Value modules_run_again(Eval *eval, const Module *module) { return modules_run(eval, module->importer); }

/* ---- imports ---- */

/* Whether the project has a module or package of the name's first part. */
static bool is_ours(const ModuleFile *from, Str name) {
  size_t dot = str_find(name, STR("."), 0);
  Str first = str_sub(name, 0, dot == SIZE_MAX ? name.n : dot);
  return project_module_file(from->workspace, from->project, from->path, first).n > 0;
}

/* A package that is not known, whose name a module beside the importing one has: Dagster does not look there. */
static Value beside(Heap *heap, const ModuleFile *from, Str name) {
  if (((Eval *)heap)->importing) return VALUE_ABSENT; /* in a `try`, it is taken not to be there */
  Str relative = str_printf(heap->arena, ".%.*s", STR_FMT(name));
  if (!project_module_file(from->workspace, from->project, from->path, relative).n) return VALUE_ABSENT;
  Value foreign = library_foreign(heap, name);
  size_t dot = str_behind(relative, '.');
  Str package = str_sub(relative, 0, dot > 1 ? dot - 1 : 1), module = str_sub(relative, dot, relative.n);
  foreign.exc->remedy = str_printf(
      heap->arena, "to import the module beside this one, write 'from %.*s import %.*s' or 'from %.*s import …'",
      STR_FMT(package), STR_FMT(module), STR_FMT(relative));
  return foreign;
}

static Value missing(Heap *heap, const ModuleFile *from, const Module *module, Str name) {
  bool is_relative = str_starts(name, STR("."));
  if (!is_relative && !is_ours(from, name)) return from->source ? beside(heap, from, name) : VALUE_ABSENT;
  bool is_package = !from->source || str_is(path_name(from->path), "__init__.py");
  Str absolute = module_absolute_name(heap->arena, module->name, is_package, name);
  return value_raise(heap, EXC_MODULE_NOT_FOUND, "No module named '%.*s'", STR_FMT(absolute));
}

/* NULL: the project has no such module or package. */
static ModuleFile *imported_file(Heap *heap, const ModuleFile *from, Str name) {
  ReadStatus status;
  /* A namespace package has no file: names are relative to one that it could have. */
  Str here = from->source ? from->path : path_join(heap->arena, from->path, STR("__init__.py"));
  Str path = project_module_file(from->workspace, from->project, here, name);
  ModuleFile *file = path.n ? modules_open_file(from->workspace, from->project, from->source, path, &status) : NULL;
  if (!path.n) path = project_module_folder(from->workspace, from->project, here, name);
  return !file && path.n ? open_folder(from->workspace, from->project, path) : file;
}

static Value import(Heap *heap, const Module *module, Str name) {
  const ModuleFile *from = module->importer;
  Value library = modules_library(heap, name);
  if (library.kind != V_ABSENT) return library;
  ModuleFile *file = imported_file(heap, from, name);
  if (!file) return missing(heap, from, module, name);
  Value error = modules_run((Eval *)heap, file);
  return value_is_error(error) ? error : file->module;
}

const Module *modules_imported(Heap *heap, const Module *from, Str name) {
  bool is_library = from->is_library || modules_library(heap, name).kind != V_ABSENT;
  const ModuleFile *file = is_library ? NULL : imported_file(heap, from->importer, name);
  bool has_run = file && file->module.kind == V_MODULE && file->module.module->state->stage == MODULE_DONE;
  return has_run ? file->module.module : NULL;
}
