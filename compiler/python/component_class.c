#include "compiler/python/component_class.h"

#include "compiler/python/bindings.h"
#include "compiler/python/class_addition.h"
#include "compiler/python/component_fields.h"
#include "runtime/core/limits.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/module.h"
#include "runtime/eval/python.h"

/* ---- finding ---- */

typedef struct Search {
  Workspace *workspace;
  const Project *project;
  size_t left;
  bool is_unclear; /* a name that was followed may mean several things, which are not the same */
} Search;

static const ComponentClass *class_in(Search *search, const ModuleFile *file, const Node *node);

static const ModuleFile *module_at(Search *search, Str from, Str module) {
  return modules_named(search->workspace, search->project, from, module);
}

/* Whether more may be followed; if not, what is found is not all. */
static bool go_on(Search *search) {
  if (!search->left) search->is_unclear = true;
  return search->left && search->left--;
}

/* Whether a name of a module is DbtProjectComponent, by an import; else `*class` is the project's class, or NULL. Where
 * it may mean several, it is one that is a dbt component. */
static bool names_dbt(Search *search, const ModuleFile *file, size_t place, Str name, const ComponentClass **class);

/* The same of a name that is imported as `id` of another module. */
static bool imports_dbt(Search *search, const ModuleFile *file, Str module, Str id, const ComponentClass **class) {
  if (bindings_are_of_dagster(module)) return str_is(id, "DbtProjectComponent");
  const ModuleFile *other = module_at(search, file->path, module);
  return other && go_on(search) ? names_dbt(search, other, BINDINGS_END, id, class) : false;
}

/* The same of a name that no statement spells: the last `from … import *` that brings it. */
static bool star_brings_dbt(Search *search, const ModuleFile *file, size_t place, Str name,
                            const ComponentClass **class) {
  const NodeList *body = &file->module.module->body;
  for (size_t i = body->n; i-- > 0;) {
    const Node *node = body->at[i];
    bool is_star = node->kind == NODE_IMPORT_FROM && node->span.start < place && str_is(node->import_from.id, "*");
    if (is_star && (imports_dbt(search, file, node->import_from.module, name, class) || *class)) return !*class;
  }
  return false;
}

/* A base: `DbtProjectComponent`, `dagster_dbt.DbtProjectComponent`, or a class of the project. */
static bool base_is_dbt(Search *search, const ModuleFile *file, const Node *base, const ComponentClass **class) {
  *class = NULL;
  if (base->kind == NODE_NAME_PY) return names_dbt(search, file, base->span.start, base->name_py.id, class);
  return base->kind == NODE_ATTR_PY && str_is(base->attr_py.id, "DbtProjectComponent");
}

/* What a statement binds a name to. */
static bool binding_is_dbt(Search *search, const ModuleFile *file, const Node *node, Str name,
                           const ComponentClass **class) {
  *class = NULL;
  if (!bindings_are_by(node, name)) return false;
  if (node->kind == NODE_ASSIGN) return go_on(search) && base_is_dbt(search, file, node->assign.value, class);
  if (node->kind == NODE_IMPORT_FROM)
    return imports_dbt(search, file, node->import_from.module, node->import_from.id, class);
  *class = class_in(search, file, node);
  return false;
}

static bool names_dbt(Search *search, const ModuleFile *file, size_t place, Str name, const ComponentClass **class) {
  Bindings bindings = bindings_before(file, place, name);
  const ComponentClass *other = NULL;
  bool is_dbt = !bindings.is_bound && star_brings_dbt(search, file, place, name, &other);
  bool is_first = !is_dbt && !other;
  *class = other;
  for (size_t i = 0; i < bindings.found.n && (!i || go_on(search)); i++) {
    const Node *node = bindings.found.at[i];
    bool other_is_dbt = binding_is_dbt(search, file, node, name, &other);
    search->is_unclear |= other && node->kind == NODE_CLASS && !bindings.is_bound; /* in a block that may not run */
    bool is_same = is_dbt == other_is_dbt && !*class == !other && (!other || (*class)->node == other->node);
    search->is_unclear |= !is_first && !is_same;
    if (!is_dbt && !*class) is_dbt = other_is_dbt, *class = other;
    is_first = false;
  }
  return is_dbt;
}

static const Node *class_node(const ModuleFile *file, Str name) {
  const NodeList *body = &file->module.module->body;
  const Node *found = NULL;
  for (size_t i = 0; i < body->n; i++)
    if (body->at[i]->kind == NODE_CLASS && str_eq(body->at[i]->class.id, name)) found = body->at[i];
  return found;
}

/* ---- methods that make the command ---- */

/* What `execute` of the base asks for the events of dbt. */
static const Str EVENTS = STR_INIT("_get_dbt_event_iterator");

static const Node *overridden_in(const ModuleFile *file, const Node *class) {
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    if (node->kind != NODE_DEF) continue;
    bool is_execute = str_is(node->def.id, "execute") && !class_addition_is_all(file, node);
    if (is_execute || str_eq(node->def.id, EVENTS)) return node;
  }
  return NULL;
}

static void count_calls(Node *node, void *state) {
  Str name = node->kind == NODE_ATTR_PY ? node->attr_py.id : STR("");
  *(size_t *)state += str_is(name, "cli") || str_is(name, "execute") || str_eq(name, EVENTS);
  node_children(node, count_calls, state);
}

static size_t calls_in(const NodeList *body) {
  size_t calls = 0;
  for (size_t i = 0; i < body->n; i++) count_calls(body->at[i], &calls);
  return calls;
}

/* Whether dbt is called again where it fails: what runs then, no launch tells before. */
static void find_retry(Node *node, void *state) {
  if (node->kind == NODE_TRY && calls_in(&node->try.body) && calls_in(&node->try.handlers)) *(bool *)state = true;
  node_children(node, find_retry, state);
}

bool class_has_method(const Node *class, Str name) {
  const NodeList *body = &class->class.body;
  for (size_t i = 0; i < body->n; i++)
    if (body->at[i]->kind == NODE_DEF && str_eq(body->at[i]->def.id, name)) return true;
  return false;
}

bool component_class_next(ClassWalk *walk) {
  if (walk->class && walk->taken > walk->class->mixin_count) *walk = (ClassWalk){.class = walk->class->base};
  if (!walk->class) return false;
  const ComponentMixin *mixin = walk->taken ? &walk->class->mixins[walk->taken - 1] : NULL;
  walk->module = mixin ? mixin->module : walk->class->module;
  walk->node = mixin ? mixin->node : walk->class->node;
  walk->taken++;
  return true;
}

static bool mentions(const Module *module, Str word) {
  return module->source && str_find_word(module->source->text, word) != SIZE_MAX;
}

bool component_class_mentions(const ComponentClass *class, Str word) {
  bool found = false;
  for (ClassWalk walk = {.class = class}; !found && component_class_next(&walk);) found = mentions(walk.module, word);
  return found;
}

bool component_class_has_method(const ComponentClass *class, Str method) {
  for (ClassWalk walk = {.class = class}; component_class_next(&walk);)
    if (class_has_method(walk.node, method)) return true;
  return false;
}

/* What a method may ask the class above it by. */
typedef struct Asking {
  Str methods; /* `Base.method(self)` */
  bool found;
} Asking;

static void find_asking(Node *node, void *state) {
  Asking *asking = state;
  bool is_method = node->kind == NODE_ATTR_PY && str_lists(asking->methods, node->attr_py.id);
  asking->found |= is_method || (node->kind == NODE_NAME_PY && str_is(node->name_py.id, "super"));
  node_children(node, find_asking, state);
}

bool class_asks_above(const Node *def, Str methods) {
  Asking asking = {methods, false};
  node_children(def, find_asking, &asking);
  return asking.found;
}

/* A method that makes the assets and does not ask for them; NULL: there is none. */
static const Node *maker_in(const Node *class) {
  static const Str MAKERS = STR_INIT("build_defs build_defs_from_state");
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    if (node->kind == NODE_DEF && str_lists(MAKERS, node->def.id) && !class_asks_above(node, MAKERS)) return node;
  }
  return NULL;
}

/* ---- methods that are not followed ---- */

/* The methods of DbtProjectComponent that make commands, assets or names. */
static bool is_watched(Str name) {
  static const Str METHODS =
      STR_INIT("execute get_cli_args get_asset_spec get_additional_scope build_defs build_defs_from_state translator "
               "_get_dbt_event_iterator _get_op_spec __init__ __post_init__");
  return str_lists(METHODS, name);
}

/* Whether a statement of a class gives it such a method otherwise than by `def`. */
static void find_hidden(Node *node, void *state) {
  bool *found = state, is_def = node->kind == NODE_DEF && is_watched(node->def.id);
  const Node *target = node->kind == NODE_ASSIGN ? node->assign.target : NULL;
  *found |= is_def || (target && target->kind == NODE_NAME_PY && is_watched(target->name_py.id));
  bool is_block =
      node->kind == NODE_IF || node->kind == NODE_TRY || node->kind == NODE_WITH_PY || node->kind == NODE_FOR;
  if (is_block) node_children(node, find_hidden, state);
}

static bool hides_method(const Node *class, bool defs_too) {
  bool found = false;
  for (size_t i = 0; i < class->class.body.n; i++)
    if (defs_too || class->class.body.at[i]->kind != NODE_DEF) find_hidden(class->class.body.at[i], &found);
  return found;
}

static bool may_give_method(Search *search, const ModuleFile *file, const Node *base);

/* What is imported from these has none of the methods. */
static bool is_harmless(Str module) {
  static const Str MODULES =
      STR_INIT("abc typing typing_extensions dataclasses pydantic enum dagster dagster.components");
  return str_lists(MODULES, module);
}

/* `dg` of `dg.Resolvable`, as such modules are commonly called. */
static bool is_of_library(const Node *object) {
  return object->kind == NODE_NAME_PY && (is_harmless(object->name_py.id) || str_is(object->name_py.id, "dg") ||
                                          str_is(object->name_py.id, "t"));
}

static bool name_may_give(Search *search, const ModuleFile *file, size_t place, Str name);

/* The same of what a statement binds a name to. */
static bool binding_may_give(Search *search, const ModuleFile *file, const Node *node, Str name) {
  if (!bindings_are_by(node, name)) return true;
  if (node->kind == NODE_ASSIGN) return may_give_method(search, file, node->assign.value);
  if (node->kind == NODE_CLASS) {
    bool may = hides_method(node, true);
    const NodeList *bases = &node->class.args;
    for (size_t i = 0; !may && i < bases->n; i++) may = may_give_method(search, file, bases->at[i]);
    return may;
  }
  if (is_harmless(node->import_from.module)) return false;
  const ModuleFile *other = module_at(search, file->path, node->import_from.module);
  return !other || name_may_give(search, other, BINDINGS_END, node->import_from.id);
}

/* The same of a name of a module, which may be a class of the project. */
static bool name_may_give(Search *search, const ModuleFile *file, size_t place, Str name) {
  if (!search->left) return true;
  search->left--;
  Bindings bindings = bindings_before(file, place, name);
  bool may = !bindings.found.n && !str_is(name, "object");
  for (size_t i = 0; !may && i < bindings.found.n; i++)
    may = binding_may_give(search, file, bindings.found.at[i], name);
  return may;
}

/* Whether a base other than DbtProjectComponent may have one of the methods. */
static bool may_give_method(Search *search, const ModuleFile *file, const Node *base) {
  if (base->kind == NODE_ITEM_PY) return may_give_method(search, file, base->item_py.object);
  if (base->kind == NODE_KEYWORD) return false; /* `metaclass=ABCMeta` */
  if (base->kind == NODE_ATTR_PY) return !is_of_library(base->attr_py.object);
  return base->kind != NODE_NAME_PY || name_may_give(search, file, base->span.start, base->name_py.id);
}

/* ---- classes before the dbt component ---- */

/* A base that is a class of the project, through imports, and where it stands; NULL: it is none. */
static const Node *mixin_of(Search *search, const ModuleFile *file, size_t place, Str name, const ModuleFile **home) {
  const Node *found = NULL;
  Bindings bindings = bindings_before(file, place, name);
  for (size_t i = 0; i < bindings.found.n && go_on(search); i++) {
    const Node *node = bindings.found.at[i], *value = node->kind == NODE_ASSIGN ? node->assign.value : NULL;
    const ModuleFile *at = file;
    bool is_import = node->kind == NODE_IMPORT_FROM, is_alias = value && value->kind == NODE_NAME_PY;
    if (is_import) at = module_at(search, file->path, node->import_from.module);
    if (is_import) node = at ? mixin_of(search, at, BINDINGS_END, node->import_from.id, &at) : NULL;
    if (is_alias) node = mixin_of(search, file, value->span.start, value->name_py.id, &at);
    if (node && node->kind != NODE_CLASS) node = NULL;
    search->is_unclear |= i > 0 && node != found;
    if (!found && node) found = node, *home = at;
  }
  return found;
}

/* The methods that are found in the class and its dbt bases alone. */
static bool has_unfollowed(const Node *class) {
  static const Str METHODS[] = {STR_INIT("build_defs"), STR_INIT("build_defs_from_state"),
                                STR_INIT("get_additional_scope"), STR_INIT("translator")};
  for (size_t i = 0; i < COUNT(METHODS); i++)
    if (class_has_method(class, METHODS[i])) return true;
  return hides_method(class, false);
}

static void take_mixin(Search *search, const ModuleFile *file, const Node *base, ComponentClass *class) {
  const ModuleFile *home;
  const Node *name = base->kind == NODE_ITEM_PY ? base->item_py.object : base;
  bool is_named = name->kind == NODE_NAME_PY;
  const Node *node = is_named ? mixin_of(search, file, name->span.start, name->name_py.id, &home) : NULL;
  if (!node) {
    class->is_unclear |= may_give_method(search, file, base);
    return;
  }
  Arena *arena = search->workspace->arena;
  ComponentMixin *grown = ARENA_ARRAY(arena, ComponentMixin, class->mixin_count + 1);
  for (size_t i = 0; i < class->mixin_count; i++) grown[i] = class->mixins[i];
  grown[class->mixin_count++] = (ComponentMixin){home->module.module, node};
  class->mixins = grown;
  class->is_unclear |= has_unfollowed(node);
  for (size_t i = 0; i < node->class.args.n; i++) take_mixin(search, home, node->class.args.at[i], class);
}

/* Python looks for a method in the bases from the left; in what is no dbt component behind one that is, last of all. */
static void take_mixins(Search *search, const ModuleFile *file, size_t dbt_base, ComponentClass *class) {
  const ComponentClass *other;
  const NodeList *bases = &class->node->class.args;
  for (size_t i = 0; i < bases->n; i++) {
    if (i < dbt_base) take_mixin(search, file, bases->at[i], class);
    bool is_second = i > dbt_base && !base_is_dbt(search, file, bases->at[i], &other) && other;
    class->is_unclear |= is_second && may_give_method(search, file, bases->at[i]);
  }
}

/* ---- the class ---- */

/* What a class among those of the component says of the command; the nearest comes first. */
static void take_methods(const ModuleFile *file, ComponentClass *class, const Node *node) {
  if (!class->overridden) class->overridden = overridden_in(file, node);
  class->makes_args |= class_has_method(node, STR("get_cli_args"));
  if (!class->makes_assets) class->makes_assets = maker_in(node);
  node_children(node, count_calls, &class->calls);
  node_children(node, find_retry, &class->retries);
}

static void take_base(ComponentClass *class, const ComponentClass *base) {
  if (!class->overridden) class->overridden = base->overridden;
  class->is_unclear |= base->is_unclear;
  class->makes_args |= base->makes_args;
  if (!class->makes_assets) class->makes_assets = base->makes_assets;
  class->retries |= base->retries;
  class->calls += base->calls;
}

static const ComponentClass *class_in(Search *search, const ModuleFile *file, const Node *node) {
  if (!go_on(search)) return NULL;
  for (size_t i = 0; i < node->class.args.n; i++) {
    const ComponentClass *base;
    bool is_dbt = base_is_dbt(search, file, node->class.args.at[i], &base);
    if (!is_dbt && !base) continue;
    ComponentClass *class = ARENA_NEW(search->workspace->arena, ComponentClass);
    *class = (ComponentClass){.module = file->module.module, .node = node, .base = base};
    class->is_unclear = hides_method(node, false);
    take_mixins(search, file, i, class);
    take_methods(file, class, node);
    for (size_t k = 0; k < class->mixin_count; k++)
      take_methods(class->mixins[k].module->importer, class, class->mixins[k].node);
    if (base) take_base(class, base);
    return class;
  }
  return NULL;
}

bool component_class_split(Str type, Str *module, Str *name) {
  size_t dot = str_behind(type, '.');
  if (dot < 2) return false;
  *module = str_sub(type, 0, dot - 1);
  *name = str_sub(type, dot, type.n);
  return true;
}

const ComponentClass *component_class_find(const ComponentFile *file, Str type) {
  Search search = {.workspace = file->workspace, .project = file->project, .left = LIMIT_CLASS_LOOKUPS};
  Str path, name;
  if (!component_class_split(type, &path, &name) || bindings_are_of_dagster(path)) return NULL;
  const ModuleFile *module = module_at(&search, file->source->path, path);
  if (!module) return NULL;
  const ComponentClass *class;
  names_dbt(&search, module, BINDINGS_END, name, &class);
  if (!class || !search.is_unclear) return class;
  ComponentClass *unclear = ARENA_NEW(file->workspace->arena, ComponentClass);
  *unclear = *class;
  unclear->is_unclear = unclear->is_chosen = true;
  return unclear;
}

const ComponentClass *component_class_of(const ComponentFile *file, const YNode *type) {
  bool is_text = type && type->kind == Y_SCALAR && type->value.kind == V_STR;
  return is_text ? component_class_find(file, type->text) : NULL;
}

/* Whether a module's text may bind a name: it stands there as a word, or names come in that are not spelled out. */
static bool may_have(const ModuleFile *file, Str name) {
  Str text = file->source ? file->source->text : STR("");
  static const Str HIDDEN[] = {STR_INIT("import *"), STR_INIT("__getattr__"), STR_INIT("globals()"), STR_INIT("exec(")};
  for (size_t i = 0; i < COUNT(HIDDEN); i++)
    if (str_find(text, HIDDEN[i], 0) != SIZE_MAX) return true;
  return str_find_word(text, name) != SIZE_MAX;
}

/* A class that derives from nothing, and that no decorator makes something else. */
static bool is_bare(const Node *class) {
  return !class->class.args.n && (!class->class.decorators.n || class_has_fields(class));
}

bool component_class_is_missing(const ComponentFile *file, Str type, Str *why) {
  Workspace *workspace = file->workspace;
  const Project *project = file->project;
  Search search = {.workspace = workspace, .project = project, .left = LIMIT_CLASS_LOOKUPS};
  Str path = file->source->path, package = project->package, module, name;
  if (!package.n || !component_class_split(type, &module, &name)) return false;
  bool is_own = str_starts(module, package) && (module.n == package.n || module.p[package.n] == '.');
  if (!is_own) return false;
  const ModuleFile *found = module_at(&search, path, module);
  bool is_file = project_module_file(workspace, project, path, module).n > 0;
  if (!found && (is_file || project_module_folder(workspace, project, path, module).n)) return false;
  const Node *class = found ? class_node(found, name) : NULL;
  if (class && is_bare(class)) {
    *why = str_printf(workspace->arena, "the class '%.*s' has no base, and a component derives from one",
                      STR_FMT(name));
    return true;
  }
  if (found && may_have(found, name)) return false;
  *why = found ? str_printf(workspace->arena, "the module '%.*s' has no class '%.*s'", STR_FMT(module), STR_FMT(name))
               : str_printf(workspace->arena, "there is no module '%.*s' in this project", STR_FMT(module));
  return true;
}
