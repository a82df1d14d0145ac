#include "compiler/python/component_class.h"

#include <string.h>

#include "compiler/python/class_addition.h"
#include "compiler/python/modules.h"
#include "compiler/python/possible_vars.h"
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

static bool is_dagster(Str module) { return str_is(module, "dagster_dbt") || str_starts(module, STR("dagster_dbt.")); }

static const ModuleFile *module_at(Search *search, Str from, Str module) {
  return modules_named(search->workspace, search->project, from, module);
}

static bool binds(const Node *node, Str name) {
  switch ((NodeKind)node->kind) {
    case NODE_CLASS: return str_eq(node->class.id, name);
    case NODE_IMPORT_FROM: return str_eq(python_import_name(node), name);
    case NODE_ASSIGN: return node->assign.target->kind == NODE_NAME_PY && str_eq(node->assign.target->name_py.id, name);
    default: return false;
  }
}

/* The statements of a module that may have bound a name last, before a place in its text. */
typedef struct Bindings {
  Search *search;
  const ModuleFile *file;
  Str name;
  size_t place;
  NodeList found;
  bool is_bound; /* one of them did: nothing before them counts */
} Bindings;

static bool find_in(Bindings *bindings, const NodeList *body);

/* A condition that is the same wherever the module runs; NULL: it is not, or the branch that runs. */
static const NodeList *only_branch(const Node *node) {
  const Node *condition = node->branch.test;
  bool is_bool = condition->kind == NODE_CONST && condition->constant.value.kind == V_BOOL;
  Str name = condition->kind == NODE_NAME_PY   ? condition->name_py.id
             : condition->kind == NODE_ATTR_PY ? condition->attr_py.id
                                               : STR("");
  if (is_bool && condition->constant.value.i) return &node->branch.then;
  return is_bool || str_is(name, "TYPE_CHECKING") ? &node->branch.otherwise : NULL;
}

static bool find_in_branches(Bindings *bindings, const Node *node) {
  const NodeList *only = only_branch(node);
  if (only) return find_in(bindings, only);
  bool then = find_in(bindings, &node->branch.then);
  return find_in(bindings, &node->branch.otherwise) && then;
}

/* Whether all that a block does is to import from dagster_dbt, which is there. */
static bool is_sound(const NodeList *body) {
  bool is_all = true;
  for (size_t i = 0; i < body->n; i++)
    is_all &= body->at[i]->kind == NODE_IMPORT_FROM && is_dagster(body->at[i]->import_from.module);
  return is_all;
}

/* An import of a module that is neither there nor one of Dagster's: it is taken not to be installed, as where modules
 * run. */
static bool is_absent(const Bindings *bindings, const Node *node) {
  return node->kind == NODE_IMPORT_FROM && !is_dagster(node->import_from.module) &&
         !module_at(bindings->search, bindings->file->path, node->import_from.module);
}

/* A `try` whose body may fail before it binds the name or behind that, so that a handler runs. */
static bool find_in_try(Bindings *bindings, const Node *node) {
  if (find_in(bindings, &node->try.finally)) return true;
  Bindings body = *bindings;
  body.found = (NodeList){0};
  bool is_bound = find_in(&body, &node->try.otherwise) || find_in(&body, &node->try.body);
  bool fails = body.found.n > 0 && node->try.handlers.n > 0 && is_absent(bindings, body.found.at[0]);
  Arena *arena = bindings->search->workspace->arena;
  for (size_t i = 0; !fails && i < body.found.n; i++) node_push(arena, &bindings->found, body.found.at[i]);
  if (is_bound && is_sound(&node->try.body)) return true;
  for (size_t i = 0; i < node->try.handlers.n; i++)
    is_bound &= find_in(bindings, &node->try.handlers.at[i]->handler.body);
  return is_bound;
}

/* What `name` is of those that a statement binds. */
typedef struct Sought {
  Str name;
  bool found;
} Sought;

static void compare_name(Str name, void *state) {
  Sought *sought = state;
  sought->found |= str_eq(name, sought->name);
}

/* One statement; true: none before it counts, as it binds the name whatever happens, or goes no further. */
static bool find_at(Bindings *bindings, Node *node) {
  if (node->kind == NODE_RAISE) return true;
  if (node->kind == NODE_IF) return find_in_branches(bindings, node);
  if (node->kind == NODE_TRY) return find_in_try(bindings, node);
  if (node->kind == NODE_WITH_PY && find_in(bindings, &node->with_py.body)) return true;
  if (node->span.end > bindings->place) return false;
  Sought sought = {bindings->name, false};
  python_bound_names(node, compare_name, &sought);
  if (sought.found) node_push(bindings->search->workspace->arena, &bindings->found, node);
  return binds(node, bindings->name);
}

static bool find_in(Bindings *bindings, const NodeList *body) {
  for (size_t i = body->n; i-- > 0;)
    if (body->at[i]->span.start < bindings->place && find_at(bindings, body->at[i])) return true;
  return false;
}

static Bindings bindings_of(Search *search, const ModuleFile *file, size_t place, Str name) {
  Bindings bindings = {.search = search, .file = file, .name = name, .place = place};
  bindings.is_bound = find_in(&bindings, &file->module.module->body);
  return bindings;
}

/* Whether more may be followed; if not, what is found is not all. */
static bool go_on(Search *search) {
  if (!search->left) search->is_unclear = true;
  return search->left && search->left--;
}

/* What names are looked for in as other modules have them: when it has run. */
static const size_t END = SIZE_MAX;

static bool names_dbt(Search *search, const ModuleFile *file, size_t place, Str name, const ComponentClass **class);

/* The same of a name that is imported as `id` of another module. */
static bool imports_dbt(Search *search, const ModuleFile *file, Str module, Str id, const ComponentClass **class) {
  if (is_dagster(module)) return str_is(id, "DbtProjectComponent");
  const ModuleFile *other = module_at(search, file->path, module);
  return other && go_on(search) ? names_dbt(search, other, END, id, class) : false;
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

/* What a statement binds a name to; a class within a block is one of several, and none. */
static bool binding_is_dbt(Search *search, const ModuleFile *file, const Node *node, Str name,
                           const ComponentClass **class) {
  *class = NULL;
  if (!binds(node, name)) return false;
  if (node->kind == NODE_ASSIGN) return go_on(search) && base_is_dbt(search, file, node->assign.value, class);
  if (node->kind == NODE_IMPORT_FROM)
    return imports_dbt(search, file, node->import_from.module, node->import_from.id, class);
  const NodeList *body = &file->module.module->body;
  for (size_t i = 0; i < body->n; i++)
    if (body->at[i] == node) *class = class_in(search, file, node);
  return false;
}

/* Whether a name of a module is DbtProjectComponent, by an import; else `*class` is the project's class, or NULL. Where
 * it may mean several, it is one that is a dbt component. */
static bool names_dbt(Search *search, const ModuleFile *file, size_t place, Str name, const ComponentClass **class) {
  Bindings bindings = bindings_of(search, file, place, name);
  const ComponentClass *other = NULL;
  bool is_dbt = !bindings.is_bound && star_brings_dbt(search, file, place, name, &other);
  bool is_first = !is_dbt && !other;
  *class = other;
  for (size_t i = 0; i < bindings.found.n && (!i || go_on(search)); i++) {
    bool other_is_dbt = binding_is_dbt(search, file, bindings.found.at[i], name, &other);
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

static bool is_name(const Node *node, Str name) { return node->kind == NODE_NAME_PY && str_eq(node->name_py.id, name); }

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
  asking->found |= is_method || is_name(node, STR("super"));
  node_children(node, find_asking, state);
}

/* Whether a DEF asks the class above it, or the component itself, for what one of the methods gives. */
static bool asks_above(const Node *def, Str methods) {
  Asking asking = {methods, false};
  node_children(def, find_asking, &asking);
  return asking.found;
}

/* A method that makes the assets and does not ask for them; NULL: there is none. */
static const Node *maker_in(const Node *class) {
  static const Str MAKERS = STR_INIT("build_defs build_defs_from_state");
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    if (node->kind == NODE_DEF && str_lists(MAKERS, node->def.id) && !asks_above(node, MAKERS)) return node;
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
  if (!binds(node, name)) return true;
  if (node->kind == NODE_ASSIGN) return may_give_method(search, file, node->assign.value);
  if (node->kind == NODE_CLASS) {
    bool may = hides_method(node, true);
    const NodeList *bases = &node->class.args;
    for (size_t i = 0; !may && i < bases->n; i++) may = may_give_method(search, file, bases->at[i]);
    return may;
  }
  if (is_harmless(node->import_from.module)) return false;
  const ModuleFile *other = module_at(search, file->path, node->import_from.module);
  return !other || name_may_give(search, other, END, node->import_from.id);
}

/* The same of a name of a module, which may be a class of the project. */
static bool name_may_give(Search *search, const ModuleFile *file, size_t place, Str name) {
  if (!search->left) return true;
  search->left--;
  Bindings bindings = bindings_of(search, file, place, name);
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
  Bindings bindings = bindings_of(search, file, place, name);
  for (size_t i = 0; i < bindings.found.n && go_on(search); i++) {
    const Node *node = bindings.found.at[i], *value = node->kind == NODE_ASSIGN ? node->assign.value : NULL;
    const ModuleFile *at = file;
    bool is_import = node->kind == NODE_IMPORT_FROM, is_alias = value && value->kind == NODE_NAME_PY;
    if (is_import) at = module_at(search, file->path, node->import_from.module);
    if (is_import) node = at ? mixin_of(search, at, END, node->import_from.id, &at) : NULL;
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
  size_t dot = type.n;
  while (dot > 0 && type.p[dot - 1] != '.') dot--;
  if (dot < 2) return false;
  *module = str_sub(type, 0, dot - 1);
  *name = str_sub(type, dot, type.n);
  return true;
}

const ComponentClass *component_class_find(const ComponentFile *file, Str type) {
  Search search = {.workspace = file->workspace, .project = file->project, .left = LIMIT_CLASS_LOOKUPS};
  Str path, name;
  if (!component_class_split(type, &path, &name) || is_dagster(path)) return NULL;
  const ModuleFile *module = module_at(&search, file->source->path, path);
  if (!module) return NULL;
  const ComponentClass *class;
  names_dbt(&search, module, END, name, &class);
  if (!class || !search.is_unclear) return class;
  ComponentClass *unclear = ARENA_NEW(file->workspace->arena, ComponentClass);
  *unclear = *class;
  unclear->is_unclear = true;
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

static bool is_dataclass(const Node *class) {
  const NodeList *decorators = &class->class.decorators;
  const Node *at = decorators->n == 1 ? decorators->at[0] : NULL;
  if (at && at->kind == NODE_CALL) at = at->call.callee;
  if (!at) return false;
  return is_name(at, STR("dataclass")) || (at->kind == NODE_ATTR_PY && str_is(at->attr_py.id, "dataclass"));
}

/* A class that derives from nothing, and that no decorator makes something else. */
static bool is_bare(const Node *class) {
  return !class->class.args.n && (!class->class.decorators.n || is_dataclass(class));
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

/* ---- template vars ---- */

static bool has_decorator(const Node *def, const char *name) {
  for (size_t i = 0; i < def->def.decorators.n; i++) {
    const Node *at = def->def.decorators.at[i];
    if (at->kind == NODE_CALL && !at->call.args.n) at = at->call.callee;
    if (at->kind == NODE_NAME_PY && str_is(at->name_py.id, name)) return true;
    if (at->kind == NODE_ATTR_PY && str_is(at->attr_py.id, name)) return true;
  }
  return false;
}

/* The same function without its decorators, as a plan keeps it. */
static Node *bare(Arena *arena, const Node *def) {
  Node *copy = node_new(arena, NODE_DEF, def->span);
  *copy = *def;
  copy->def.decorators = (NodeList){0};
  return copy;
}

/* ---- names of its own: get_additional_scope ---- */

static const char SCOPE_METHOD[] = "get_additional_scope";

/* Whether the class or a base has the method; `*adds`: one of them asks its base, which gives the static template
 * vars. */
static bool has_scope(const ComponentClass *class, bool *adds) {
  bool found = false;
  *adds = false;
  for (; class; class = class->base) {
    const NodeList *body = &class->node->class.body;
    for (size_t i = 0; i < body->n; i++) {
      const Node *def = body->at[i];
      if (def->kind != NODE_DEF || !str_is(def->def.id, SCOPE_METHOD)) continue;
      *adds |= asks_above(def, str_of(SCOPE_METHOD));
      found = true;
    }
  }
  return found;
}

/* A function that gives one of its names: `def name(): return Class.get_additional_scope()["name"]` */
static Node *getter(Arena *arena, const Node *class, Str name) {
  Span span = class->span;
  Node *def = node_new(arena, NODE_DEF, span), *ret = node_new(arena, NODE_RETURN, span);
  Node *item = node_new(arena, NODE_ITEM_PY, span), *call = node_new(arena, NODE_CALL, span);
  Node *callee = node_new(arena, NODE_ATTR_PY, span), *key = node_new(arena, NODE_CONST, span);
  callee->attr_py.object = node_new(arena, NODE_NAME_PY, span);
  callee->attr_py.object->name_py.id = class->class.id;
  callee->attr_py.id = str_of(SCOPE_METHOD);
  key->constant.value = value_str(name);
  call->call.callee = callee;
  item->item_py.object = call;
  item->item_py.key = key;
  ret->ret.value = item;
  def->def.id = name;
  node_push(arena, &def->def.body, ret);
  return def;
}

/* What the method gives: a dict, or an error. */
static Value scope_of(Workspace *workspace, Heap *heap, const ComponentClass *class) {
  Eval eval;
  eval_init(&eval, heap->arena, workspace, scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  Value type = module_name(&eval, class->module, class->node->class.id);
  return type.kind == V_TYPE ? eval_call(&eval, op_attr(&eval.heap, type, str_of(SCOPE_METHOD)), NULL, 0, NULL) : type;
}

/* False: its names are not known. */
static bool add_scope(Workspace *workspace, Heap *heap, const ComponentClass *class, TemplateVars *vars) {
  Value scope = scope_of(workspace, heap, class);
  if (scope.kind != V_DICT) return false;
  for (size_t i = 0; i < scope.dict->n; i++) {
    Value key = scope.dict->at[i].key;
    if (!value_is_str(key)) continue;
    Node *def = getter(workspace->arena, class->node, str_copy(workspace->arena, value_text(key)));
    template_vars_insert(heap->arena, vars, (TemplateVar){.name = def->def.id, .module = class->module, .def = def});
  }
  return true;
}

/* Each name that a template reads may be one of those that the method gives: a function that is not evaluated. */
static void add_possible(const ComponentFile *file, const Module *module, TemplateVars *vars) {
  Workspace *workspace = file->workspace;
  Str what = str_printf(workspace->arena, "'%s' of the component's class", SCOPE_METHOD);
  possible_names(file->heap, file->source, module, what, vars);
  for (size_t i = 0; i < vars->n; i++) {
    TemplateVar *var = &vars->at[i];
    if (!var->is_possible || var->def) continue;
    Node *unsupported = node_new(workspace->arena, NODE_UNSUPPORTED, (Span){0, 0});
    unsupported->unsupported.what = what;
    var->def = node_new(workspace->arena, NODE_DEF, (Span){0, 0});
    var->def->def.id = var->name;
    node_push(workspace->arena, &var->def->def.body, unsupported);
  }
}

/* ---- all ---- */

bool component_class_vars(const ComponentFile *file, const ComponentClass *class, TemplateVars *vars) {
  Workspace *workspace = file->workspace;
  Heap *heap = file->heap;
  const NodeList *body = &class->node->class.body;
  bool adds, has_own = has_scope(class, &adds);
  bool is_known = !class->is_unclear && (!has_own || add_scope(workspace, heap, class, vars));
  for (size_t i = 0; i < body->n; i++) {
    const Node *def = body->at[i];
    if (def->kind != NODE_DEF || !has_decorator(def, "staticmethod") || !has_decorator(def, "template_var")) continue;
    TemplateVar var = {.name = def->def.id, .module = class->module, .def = bare(workspace->arena, def)};
    var.takes_context = def->def.params.n > 0;
    bool is_replaced = has_own && is_known && !adds && !var.takes_context; /* the method stands for what gives these */
    if (!is_replaced) template_vars_insert(heap->arena, vars, var);
  }
  if (!is_known) add_possible(file, class->module, vars);
  return vars->n == 0 || template_vars_evaluate(file, (Span){0, 0}, vars);
}

/* ---- fields ---- */

bool component_class_is_data(const ComponentClass *class) { return is_dataclass(class->node); }

static bool annotates(const Node *class, Str field) {
  const NodeList *fields = &class->class.fields;
  for (size_t i = 0; i < fields->n; i++)
    if (!fields->at[i]->annotation.kind.n && str_eq(fields->at[i]->annotation.id, field)) return true;
  return false;
}

/* Whether its fields are those of its one base, and what it annotates itself where it is a dataclass. */
static bool has_plain_fields(const Node *class) {
  static const char *const OTHER[] = {"__init__", "__init_subclass__", "get_model_cls", "model", "resolve_from_model"};
  const NodeList *body = &class->class.body;
  bool is_plain = class->class.args.n == 1 && (!class->class.decorators.n || is_dataclass(class));
  for (size_t i = 0; is_plain && i < body->n; i++)
    for (size_t k = 0; is_plain && body->at[i]->kind == NODE_DEF && k < COUNT(OTHER); k++)
      is_plain = !str_is(body->at[i]->def.id, OTHER[k]);
  return is_plain;
}

bool component_class_may_take(const ComponentClass *class, Str attribute) {
  for (; class; class = class->base) {
    if (!has_plain_fields(class->node)) return true;
    if (is_dataclass(class->node) && annotates(class->node, attribute)) return true;
  }
  return false;
}

/* Words of annotations whose values are what the file gives. */
static bool is_plain_word(Str word) {
  static const Str words = STR_INIT(
      "Annotated Any Dict List Literal Mapping None Optional Sequence Tuple Union bool dict float int list str "
      "tuple typing t dg dagster Resolver default description examples");
  return str_lists(words, word);
}

/* Where a text in quotes, brackets or parentheses, with texts in quotes within, that begins at `at` ends; `at` where
 * there is none. */
static size_t skip_enclosed(Str text, size_t at) {
  if (at >= text.n || !memchr("\"'[(", text.p[at], 4)) return at;
  bool is_text = text.p[at] == '"' || text.p[at] == '\'';
  char last = is_text ? text.p[at] : text.p[at] == '[' ? ']' : ')';
  size_t end = at + 1;
  while (end < text.n && text.p[end] != last) {
    bool begins_text = !is_text && (text.p[end] == '"' || text.p[end] == '\'');
    if (begins_text) end = skip_enclosed(text, end);
    end += is_text && text.p[end] == '\\' ? 2 : 1;
  }
  return end;
}

/* Whether an annotation is made of such words; what stands in quotes is read, too, but for what tells of a field and
 * the values of a `Literal`. */
static bool is_plain_annotation(Str text) {
  for (size_t i = 0; i < text.n; i++) {
    size_t start = i;
    while (i < text.n && char_is_word(text.p[i])) i++;
    Str word = str_sub(text, start, i);
    if (i > start && !is_plain_word(word)) return false;
    if (str_is(word, "Literal")) i = skip_enclosed(text, i);
    if (str_is(word, "description") || str_is(word, "examples")) i = skip_enclosed(text, i + 1);
  }
  return true;
}

bool component_class_has_plain(const ComponentClass *class, Str attribute) {
  for (; class; class = class->base) {
    const NodeList *fields = &class->node->class.fields;
    for (size_t i = 0; is_dataclass(class->node) && i < fields->n; i++) {
      const Node *field = fields->at[i];
      if (field->annotation.kind.n || !str_eq(field->annotation.id, attribute)) continue;
      return class->module->source &&
             is_plain_annotation(str_sub(class->module->source->text, field->span.start, field->span.end));
    }
  }
  return false;
}

/* ---- defaults ---- */

/* `x: T = field(default_factory=f)`, `= Field(default=v)`, `= v` */
static Value default_value(Eval *eval, const Node *value) {
  if (value->kind != NODE_CALL) return eval_expression(eval, value);
  const Node *callee = value->call.callee;
  Str name = callee->kind == NODE_NAME_PY   ? callee->name_py.id
             : callee->kind == NODE_ATTR_PY ? callee->attr_py.id
                                            : STR("");
  if (!str_is(name, "field") && !str_is(name, "Field")) return eval_expression(eval, value);
  for (size_t i = 0; i < value->call.args.n; i++) {
    const Node *arg = value->call.args.at[i];
    if (arg->kind != NODE_KEYWORD) return eval_expression(eval, arg);
    if (str_is(arg->keyword.id, "default")) return eval_expression(eval, arg->keyword.value);
    if (str_is(arg->keyword.id, "default_factory"))
      return eval_call(eval, eval_expression(eval, arg->keyword.value), NULL, 0, NULL);
  }
  return VALUE_ABSENT;
}

/* An attribute of the class that is no field of a dataclass changes no default: the base's `__init__` has its own. */
Value component_class_default(Workspace *workspace, Heap *heap, const ComponentClass *class, Str field) {
  Eval eval;
  const ScopeTable *scope = scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  eval_init(&eval, heap->arena, workspace, scope, NULL);
  for (; class; class = class->base) {
    const NodeList *body = &class->node->class.body;
    bool is_field = class->node->class.decorators.n && annotates(class->node, field);
    for (size_t i = 0; is_field && i < body->n; i++) {
      const Node *node = body->at[i];
      if (node->kind != NODE_ASSIGN || node->assign.target->kind != NODE_NAME_PY) continue;
      if (!str_eq(node->assign.target->name_py.id, field)) continue;
      eval.module = class->module;
      Value v = default_value(&eval, node->assign.value);
      if (is_dataclass(class->node) && !value_is_error(v) && !eval.heap.inputs_read) return v;
      return value_unknown(heap,
                           str_printf(heap->arena, "the default of '%.*s' in the component's class", STR_FMT(field)));
    }
  }
  return VALUE_ABSENT;
}

/* ---- what the file has to give ---- */

/* `= field(init=False)`: a value that is never given. */
static bool is_given_nowhere(const Node *class, Str field) {
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    bool assigns = node->kind == NODE_ASSIGN && node->assign.target->kind == NODE_NAME_PY;
    if (!assigns || !str_eq(node->assign.target->name_py.id, field) || node->assign.value->kind != NODE_CALL) continue;
    const NodeList *args = &node->assign.value->call.args;
    for (size_t a = 0; a < args->n; a++)
      if (args->at[a]->kind == NODE_KEYWORD && str_is(args->at[a]->keyword.id, "init")) return true;
  }
  return false;
}

Str component_class_lacks(Workspace *workspace, Heap *heap, const ComponentClass *class, const YNode *attributes) {
  for (const ComponentClass *at = class; at; at = at->base) {
    const NodeList *fields = &at->node->class.fields;
    if (!has_plain_fields(at->node)) return STR("");
    for (size_t i = 0; is_dataclass(at->node) && i < fields->n; i++) {
      Str name = fields->at[i]->annotation.id;
      bool counts = !fields->at[i]->annotation.kind.n && component_class_has_plain(class, name) &&
                    !is_given_nowhere(at->node, name);
      if (!counts || dbt_component_is_field(name) || ynode_get(attributes, str_z(heap->arena, name))) continue;
      if (component_class_default(workspace, heap, class, name).kind == V_ABSENT) return name;
    }
  }
  return STR("");
}
