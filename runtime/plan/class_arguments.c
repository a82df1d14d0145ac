#include "runtime/plan/class_arguments.h"

#include "runtime/eval/class_member.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/library.h"
#include "runtime/eval/model.h"
#include "runtime/plan/arguments.h"
#include "runtime/plan/base_fields.h"
#include "runtime/plan/modules.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/plan/resolved_fields.h"
#include "runtime/plan/run_context.h"
#include "runtime/value/native.h"

/* One call of the class's method. */
typedef struct Making {
  Eval *eval;
  const PlanModules *modules;
  const BoundComponent *bound;
  const Node *written; /* `cli_args` of the component file; NULL: the default */
  const Node *raw;     /* the same as `self.cli_args` holds it */
  const Node *at;      /* the template that failed */
  const Exception *failure;
  Value given; /* what `self.cli_args` held at first */
  Value object;
} Making;

/* ---- the object ---- */

static Value raw_arguments(Making *making) {
  const Node *at = NULL;
  if (making->raw) return plan_tree_value(making->eval, making->raw, &at);
  Value args = value_list(&making->eval->heap, 1);
  list_push(&making->eval->heap, args, value_str(STR("build")));
  return args;
}

static void put(Heap *heap, Value fields, const char *name, Value value) {
  dict_put(heap, fields.dict, value_str(str_of(name)), value);
}

static Value base_fields(Making *making) {
  Heap *heap = &making->eval->heap;
  const BoundComponent *bound = making->bound;
  size_t n;
  const Str *names = dbt_component_fields(&n);
  Value fields = value_dict(heap);
  for (size_t i = 0; i < n; i++)
    dict_put(heap, fields.dict, value_str(names[i]),
             value_unknown(heap, str_printf(heap->arena, "'%.*s' of a component", STR_FMT(names[i]))));
  put(heap, fields, "cli_args", making->given);
  put(heap, fields, "project", base_field_project(heap, bound));
  put(heap, fields, "op", base_field_op(heap, bound));
  if (bound->selection_unknown) return fields;
  put(heap, fields, "select", value_str(bound->select));
  put(heap, fields, "exclude", value_str(bound->exclude));
  put(heap, fields, "selector", value_str(bound->selector));
  return fields;
}

/* A launch may change what it finds: each gets its own. */
static Value own_fields(Making *making, Value class) {
  Heap *heap = &making->eval->heap;
  if (making->bound->fields.kind != V_DICT) return value_dict(heap);
  Value copy = heap->call(heap, library_module(heap, STR("copy"), STR("deepcopy")), &making->bound->fields, 1, NULL);
  Value done = value_passes(copy) ? copy : resolved_fields(making->eval, class.type, copy.dict);
  return value_passes(done) ? done : copy;
}

/* ---- the base's own method ---- */

/* The tree of a text that holds no template, or of what is no text; NULL: it is neither. Dagster renders these, too,
 * but for what is empty. */
static Node *plain_leaf(Heap *heap, Value v) {
  Str text = value_is_str(v) ? value_text(v) : STR("");
  bool is_plain = str_find(text, STR("{"), 0) == SIZE_MAX && str_find(text, STR("\r"), 0) == SIZE_MAX;
  bool is_data = value_is_str(v) || v.kind == V_INT || v.kind == V_BOOL || v.kind == V_NONE || v.kind == V_FLOAT;
  if (!is_plain || !is_data || str_ends(text, STR("\n"))) return NULL;
  Node *node = node_new(heap->arena, NODE_CONST, (Span){0, 0});
  node->constant.value = text.n ? native_text(heap, text) : v;
  return node;
}

/* What the file has, and where in it items are looked for first: most stand there as they are. */
typedef struct Written {
  const Node *trees;
  Value raw; /* the same as `self.cli_args` holds it */
  size_t next;
} Written;

/* The tree that the file has of an item that stood in `self.cli_args`; NULL: it is none of these. */
static Node *written_item(Heap *heap, Written *written, Value item) {
  bool are_lists = written->trees && written->trees->kind == NODE_LIST && written->raw.kind == V_LIST;
  size_t n = are_lists ? written->raw.list->n : 0;
  if (are_lists && written->trees->list.items.n < n) n = written->trees->list.items.n;
  for (size_t i = 0; i < n; i++) {
    size_t at = (written->next + i) % n;
    heap_step(heap, 1);
    if (!value_equal(heap, item, written->raw.list->at[at])) continue;
    written->next = at + 1;
    return written->trees->list.items.at[at];
  }
  return NULL;
}

/* The tree of what `self.cli_args` holds now; NULL: some template in it is none of the file's. */
static const Node *changed_tree(const Making *making, Value now, Value raw) {
  Heap *heap = &making->eval->heap;
  PlanData data = {.heap = heap, .leaf = plain_leaf};
  Written written = {making->written, raw, 0};
  Node *list = node_new(heap->arena, NODE_LIST, (Span){0, 0});
  if (now.kind != V_LIST) return NULL;
  for (size_t i = 0; i < now.list->n; i++) {
    Node *item = plan_tree_of(&data, now.list->at[i]);
    if (!item) item = written_item(heap, &written, now.list->at[i]);
    if (!item) return NULL;
    node_push(heap->arena, &list->list.items, item);
  }
  return list;
}

static Value render(Heap *heap, void *state) {
  Making *making = state;
  Value now = dict_get_str(making->object.object->dict, STR("cli_args"));
  Value raw = raw_arguments(making);
  bool is_changed = !value_equal(heap, now, raw);
  const Node *tree = is_changed ? changed_tree(making, now, raw) : making->written;
  if (is_changed && !tree)
    return value_unsupported(heap, "'super().get_cli_args' after such a change of 'self.cli_args'");
  Value args = arguments_render(making->eval, tree, &making->at);
  if (value_is_error(args)) making->failure = args.exc;
  return args;
}

/* ---- the dbt project ---- */

/* As RemoteGitDbtProjectManager and the other make it; a plan keeps the class where the component's names it. */
static Value dbt_project(Heap *heap, void *state) {
  static const char *const OTHERS[] = {"repo_url", "target_path", "state_path", "packaged_project_dir"};
  const Making *making = state;
  const BoundComponent *bound = making->bound;
  const struct {
    const char *name;
    Str text;
  } given[] = {{"profiles_dir", bound->profiles_dir}, {"profile", bound->profile}, {"target", bound->target}};
  Value class = modules_get(heap, making->modules, STR("dagster_dbt"), STR("DbtProject"));
  Value dir = value_str(bound->project_dir), keywords = value_dict(heap);
  bool is_known = !bound->project_unknown && !bound->project_is_made && class.kind == V_TYPE;
  for (size_t i = 0; i < COUNT(OTHERS); i++) is_known &= !plan_tree_member(bound->component->project, OTHERS[i]);
  if (!is_known) return value_unsupported(heap, "'dbt_project' of such a component");
  for (size_t i = 0; i < COUNT(given); i++)
    if (given[i].text.n) put(heap, keywords, given[i].name, value_str(given[i].text));
  heap->inputs_read |= INPUT_ROOT;
  return heap->call(heap, class, &dir, 1, keywords.dict);
}

/* ---- how a run is configured ---- */

/* What the class says of it, by `config_cls` or by the `op_config_schema` that this asks. */
static Value configuration(Heap *heap, Value class, Value object) {
  static const Str NAMES[] = {STR_INIT("config_cls"), STR_INIT("op_config_schema")};
  for (size_t i = 0; i < COUNT(NAMES); i++) {
    if (class_member(class.type, NAMES[i]).kind == V_ABSENT) continue;
    Value schema = op_attr(heap, object, NAMES[i]);
    if (schema.kind == V_NONE) break;
    if (value_passes(schema)) return schema;
    const Class *of = schema.kind == V_TYPE ? class_of(schema.type) : NULL;
    bool is_config = of && of->model && model_is_config(of);
    return is_config ? model_config_defaults(heap, of) : value_unknown(heap, STR("the configuration of the run"));
  }
  return value_dict(heap);
}

/* ---- what it returns ---- */

/* argparse looks at the first character of what is not empty; the system's exec takes texts and paths. */
static Value refuse(Heap *heap, Value item) {
  Value stop;
  bool is_asked = op_truth(heap, item, &stop), has_items = item.kind == V_LIST || item.kind == V_TUPLE;
  if (is_asked && !has_items)
    return value_raise(heap, EXC_TYPE, "'%s' object is not subscriptable", value_type_name(item));
  return value_raise(heap, EXC_TYPE, "expected str, bytes or os.PathLike object, not %s", value_type_name(item));
}

static Value as_texts(Heap *heap, Value returned) {
  Iter iter;
  Value args = value_list(heap, 8), item;
  if (value_passes(returned)) return returned;
  Value begun = op_iter(heap, returned, &iter);
  if (value_passes(begun)) return begun;
  while (op_next(heap, &iter, &item)) {
    if (value_passes(item)) return item;
    if (!value_is_str(item)) return refuse(heap, item);
    list_push(heap, args, item);
  }
  return args;
}

/* What the object's `execute` calls dbt with. Behind that it may do what it likes, but call dbt again: where it
 * cannot be followed, its text must have no other call. */
static Value executed(Heap *heap, Value object, Value context, bool once) {
  DbtCalls calls = {.arguments = VALUE_ABSENT};
  Value args[] = {context, dbt_resource(heap, &calls)}, item = VALUE_NONE;
  Value v = heap->call(heap, op_attr(heap, object, STR("execute")), args, 2, NULL);
  Iter iter;
  if (!value_passes(v) && v.kind != V_NONE) v = op_iter(heap, v, &iter);
  else if (!value_passes(v)) iter = (Iter){.next = NULL};
  while (!value_passes(v) && iter.next && op_next(heap, &iter, &item))
    if (value_is_error(item)) v = item;
  bool is_silent =
      v.kind == V_UNKNOWN || (value_is_error(v) && (v.exc->type == EXC_UNSUPPORTED || v.exc->type == EXC_UNVERIFIED));
  if (calls.again) return dbt_called_again(heap);
  if (calls.arguments.kind != V_ABSENT && (once || !is_silent)) return calls.arguments;
  if (value_passes(v)) return v;
  return value_unsupported(heap, "an 'execute' that does not call dbt");
}

/* What is wrong with what the method gives, or with how it is called, is found at its name. */
static void place_at_method(Value class, const char *method, Exception *raised) {
  Value member = class_member(class.type, str_of(method));
  const Function *function = member.kind == V_FUNCTION ? member.function : NULL;
  const Source *source = function && function->module ? function->module->source : NULL;
  if (raised->has_span || !source || !function->node) return;
  size_t at = str_find(source->text, str_of(method), function->node->span.start);
  if (at == SIZE_MAX) return;
  raised->span = (Span){(uint32_t)at, (uint32_t)(at + str_of(method).n)};
  raised->has_span = true;
  raised->source = source;
}

Value class_arguments(Eval *eval, const BoundComponent *bound, const Launch *launch, const Value *values,
                      const Node **at) {
  Heap *heap = &eval->heap;
  const Node *node = bound->component->cli_args;
  PlanModules modules;
  modules_open(heap, bound->component, &modules);
  modules_give_places(&modules);
  Value class = modules_get(heap, &modules, node->class_args.module, node->class_args.id);
  if (value_passes(class)) return class;
  if (!dbt_component_is_class(class)) return value_unsupported(heap, "a class that makes the command itself");
  Making making = {.eval = eval,
                   .modules = &modules,
                   .bound = bound,
                   .written = node->class_args.written,
                   .raw = node->class_args.raw};
  making.given = raw_arguments(&making);
  Value own = own_fields(&making, class);
  if (value_passes(own)) return own;
  BaseArguments base = {.render = render, .state = &making, .project = dbt_project};
  making.object = dbt_component_new(heap, class, base_fields(&making).dict, own.dict, &base);
  if (value_passes(making.object)) return making.object;
  RunContext run = {.component = bound->component, .launch = launch, .values = values};
  run.config = configuration(heap, class, making.object);
  Value context = run_context(heap, &run);
  const char *method = node->class_args.executes ? "execute" : "get_cli_args";
  Value returned = node->class_args.executes
                       ? executed(heap, making.object, context, node->class_args.once)
                       : eval_call(eval, op_attr(heap, making.object, str_of(method)), &context, 1, NULL);
  if (!value_is_error(returned) && run_context_is_changed(heap, &run))
    returned = value_unsupported(heap, "a change of 'context.selected_asset_keys'");
  Value args = as_texts(heap, returned);
  if (value_is_error(args) && args.exc == making.failure) *at = making.at;
  else if (value_is_error(args)) place_at_method(class, method, args.exc);
  return args;
}
