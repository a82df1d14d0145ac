#include "compiler/lower/class_fields.h"

#include "compiler/dbt/graph.h"
#include "compiler/lower/lower_tree.h"
#include "compiler/python/component_fields.h"
#include "runtime/eval/class.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/model_convert.h"
#include "runtime/eval/module.h"
#include "runtime/eval/python.h"
#include "runtime/plan/resolved_fields.h"
#include "runtime/value/types.h"

/* ---- text in place of types ---- */

static bool defers_annotations(const Source *source) {
  static const Str IMPORT = STR_INIT("from __future__ import ");
  for (size_t at = 0; (at = str_find(source->text, IMPORT, at)) != SIZE_MAX; at += IMPORT.n) {
    size_t end = str_find(source->text, STR("\n"), at);
    Str line = str_sub(source->text, at, end == SIZE_MAX ? source->text.n : end);
    bool begins = at == 0 || source->text.p[at - 1] == '\n';
    if (begins && str_find_word(line, STR("annotations")) != SIZE_MAX) return true;
  }
  return false;
}

static bool is_text(const Node *type) { return type->kind == NODE_CONST && value_is_str(type->constant.value); }

/* ---- types ---- */

typedef struct Judge {
  Eval eval;
  const Module *module;
} Judge;

/* A class of the project: of one without bases it is known that it is no Enum, no Resolvable and no model of
 * pydantic. */
static Verdict judge_class(const Class *class) { return class->node->class.args.n ? VERDICT_MAYBE : VERDICT_NO; }

static Verdict judge_value(Value v) {
  static const Type *const OTHERS[] = {&TYPE_PATH,      &TYPE_PURE_PATH, &TYPE_DATE, &TYPE_DATETIME, &TYPE_TIME,
                                       &TYPE_TIMEDELTA, &TYPE_ZONEINFO,  &TYPE_SET,  &TYPE_BYTES};
  if (v.kind != V_TYPE) return VERDICT_MAYBE;
  if (class_of(v.type)) return judge_class(class_of(v.type));
  for (size_t i = 0; i < COUNT(OTHERS); i++)
    if (v.type == OTHERS[i]) return VERDICT_NO;
  return VERDICT_MAYBE;
}

/* The module that a name comes from, `from decimal import Decimal` or `decimal.Decimal`; "": not known. */
static Str home_of(const Judge *judge, const Node *type) {
  const NodeList *body = &judge->module->body;
  if (type->kind == NODE_ATTR_PY)
    return type->attr_py.object->kind == NODE_NAME_PY ? type->attr_py.object->name_py.id : STR("");
  for (size_t i = 0; i < body->n; i++) {
    const Node *node = body->at[i];
    if (node->kind == NODE_IMPORT_FROM && !node->import_from.as.n && str_eq(node->import_from.id, type->name_py.id))
      return node->import_from.module;
  }
  return STR("");
}

/* A class of Python's library that is not evaluated, and of which Dagster makes no schema. */
static bool is_foreign_class(const Judge *judge, const Node *type) {
  static const struct {
    const char *module, *class;
  } CLASSES[] = {{"decimal", "Decimal"}, {"fractions", "Fraction"}, {"re", "Pattern"}, {"uuid", "UUID"}};
  Str name = python_last_name(type);
  for (size_t i = 0; name.n && i < COUNT(CLASSES); i++)
    if (str_is(name, CLASSES[i].class) && str_is(home_of(judge, type), CLASSES[i].module)) return true;
  return false;
}

static Verdict judge_name(Judge *judge, const Node *type) {
  static const Str SCHEMA = STR_INIT("Any bool dict float int list str");
  static const Str OTHERS = STR_INIT("bytes complex frozenset object set tuple");
  static const Str OF_DAGSTER = STR_INIT(
      "AssetCheckKey AssetCheckSpec AssetDep AssetIn AssetKey AssetSelection AssetSpec AssetsDefinition "
      "AutomationCondition BackfillPolicy Callable DailyPartitionsDefinition Definitions DynamicPartitionsDefinition "
      "FreshnessPolicy HourlyPartitionsDefinition JobDefinition MonthlyPartitionsDefinition MultiPartitionsDefinition "
      "PartitionKeyRange PartitionMapping PartitionsDefinition RetryPolicy RunConfig RunRequest ScheduleDefinition "
      "SensorDefinition StaticPartitionsDefinition TimeWindow TimeWindowPartitionsDefinition "
      "WeeklyPartitionsDefinition");
  bool is_name = type->kind == NODE_NAME_PY;
  Value v = is_name ? module_name(&judge->eval, judge->module, type->name_py.id) : eval_expression(&judge->eval, type);
  if (is_name && v.kind == V_ABSENT) return str_lists(SCHEMA, type->name_py.id)   ? VERDICT_YES
                                            : str_lists(OTHERS, type->name_py.id) ? VERDICT_NO
                                                                                  : VERDICT_MAYBE;
  if (v.kind == V_OPAQUE && str_is(python_last_name(type), "Any")) return VERDICT_YES;
  if (is_foreign_class(judge, type)) return VERDICT_NO;
  if ((v.kind == V_OPAQUE || v.kind == V_BUILTIN) && str_lists(OF_DAGSTER, python_last_name(type))) return VERDICT_NO;
  return judge_value(v);
}

static Verdict judge_type(Judge *judge, const Node *type);

static Verdict judge_items(Judge *judge, const Node *key) {
  if (key->kind != NODE_TUPLE) return judge_type(judge, key);
  Verdict all = VERDICT_YES;
  for (size_t i = 0; i < key->tuple.items.n; i++) all = verdict_and(all, judge_type(judge, key->tuple.items.at[i]));
  return all;
}

/* `list[str]`, `Optional[int]`; what an Annotated is made of may have a resolver of its own. */
static Verdict judge_made(Judge *judge, const Node *type) {
  static const Str HOLDERS = STR_INIT("Dict List Mapping Optional Sequence Tuple Union dict list tuple");
  static const Str OTHERS = STR_INIT("Callable FrozenSet Set Type frozenset set type");
  Str name = python_last_name(type->item_py.object);
  if (str_is(name, "Literal")) return VERDICT_YES;
  if (str_lists(HOLDERS, name)) return judge_items(judge, type->item_py.key);
  return str_lists(OTHERS, name) ? VERDICT_NO : VERDICT_MAYBE;
}

static Verdict judge_type(Judge *judge, const Node *type) {
  switch ((NodeKind)type->kind) {
    case NODE_CONST:
      return type->constant.value.kind == V_NONE ? VERDICT_YES : is_text(type) ? VERDICT_NO : VERDICT_MAYBE;
    case NODE_NAME_PY:
    case NODE_ATTR_PY: return judge_name(judge, type);
    case NODE_ITEM_PY: return judge_made(judge, type);
    case NODE_BINARY: return verdict_and(judge_type(judge, type->binary.left), judge_type(judge, type->binary.right));
    default: return VERDICT_MAYBE;
  }
}

/* ---- fields ---- */

static bool refuse(Workspace *workspace, const Source *source, const Node *field, const char *error, const char *hint) {
  Diag *diag = diag_report(workspace->sink, DIAG_PYTHON_RAISES, (Place){source, field->span}, DIAG_ARGS(str_of(error)));
  diag->hint = str_of(hint);
  return false;
}

static bool check_field(Workspace *workspace, Judge *judge, const Source *source, const Node *field, bool deferred) {
  static const char TEXT[] = "AttributeError: 'str' object has no attribute '__name__'";
  const Node *type = field->annotation.type;
  if (field->annotation.kind.n || !type) return true;
  if (deferred)
    return refuse(workspace, source, field, TEXT,
                  "Dagster reads the types of a component's fields, and finds text: leave "
                  "'from __future__ import annotations' out of this module");
  if (is_text(type))
    return refuse(workspace, source, field, TEXT,
                  "Dagster reads the types of a component's fields, and finds text: write it without quotes");
  if (judge_type(judge, type) != VERDICT_NO) return true;
  return refuse(workspace, source, field, "ResolutionException: Could not derive resolver for annotation",
                "Dagster makes a schema of text, numbers, true and false, lists, dicts, Enums and Resolvables; of "
                "others with 'Annotated[..., dg.Resolver(fn, model_field_type=str)]'");
}

bool class_fields_check(Workspace *workspace, Heap *heap, const ComponentClass *class) {
  Judge judge;
  eval_init(&judge.eval, heap->arena, workspace, scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  for (; class; class = class->base) {
    const NodeList *fields = &class->node->class.fields;
    const Source *source = class->module->source;
    if (!source || !class_has_fields(class->node)) continue;
    bool deferred = defers_annotations(source);
    judge.module = judge.eval.module = class->module;
    for (size_t i = 0; i < fields->n; i++)
      if (!check_field(workspace, &judge, source, fields->at[i], deferred)) return false;
  }
  return true;
}

/* ---- what the file gives ---- */

/* The annotation of a field, of the class or the nearest base that has one; NULL: there is none. */
static const Node *field_of(const ComponentClass **class, Str name) {
  for (; *class; *class = (*class)->base) {
    const NodeList *fields = &(*class)->node->class.fields;
    for (size_t i = 0; class_has_fields((*class)->node) && i < fields->n; i++)
      if (!fields->at[i]->annotation.kind.n && str_eq(fields->at[i]->annotation.id, name)) return fields->at[i];
  }
  return NULL;
}

static Value value_of(Heap *heap, const YNode *yaml) {
  if (yaml->kind == Y_SCALAR) return yaml->value;
  Value all = yaml->kind == Y_LIST ? value_list(heap, yaml->n) : value_dict(heap);
  for (size_t i = 0; i < yaml->n; i++) {
    if (yaml->kind == Y_LIST)
      list_push(heap, all, value_of(heap, yaml->items[i]));
    else if (!yaml->pairs[i].shadowed)
      dict_put(heap, all.dict, yaml->pairs[i].key->value, value_of(heap, yaml->pairs[i].value));
  }
  return all;
}

/* The same YAML with what the schema made of its values. */
static const YNode *with_values(Heap *heap, const YNode *yaml, Value made) {
  bool is_list = yaml->kind == Y_LIST && (value_is_list(made) || made.kind == V_TUPLE);
  bool is_dict = yaml->kind == Y_MAP && made.kind == V_DICT;
  YNode *copy = ARENA_NEW(heap->arena, YNode);
  *copy = *yaml;
  if (made.kind == V_INT || made.kind == V_FLOAT || made.kind == V_BOOL) copy->value = made;
  if (!yaml->n || (!is_list && !is_dict)) return copy;
  const YNode **items = ARENA_ARRAY(heap->arena, const YNode *, yaml->n);
  YPair *pairs = ARENA_ARRAY(heap->arena, YPair, yaml->n);
  for (size_t i = 0; i < yaml->n; i++) {
    if (is_list) {
      items[i] = with_values(heap, yaml->items[i], made.list->at[i]);
      continue;
    }
    pairs[i] = yaml->pairs[i];
    Value v = pairs[i].shadowed ? VALUE_ABSENT : dict_get(heap, made.dict, pairs[i].key->value);
    if (v.kind != V_ABSENT) pairs[i].value = with_values(heap, pairs[i].value, v);
  }
  if (is_list) copy->items = items;
  if (is_dict) copy->pairs = pairs;
  return copy;
}

enum { BRANCHES_MOST = 16 };

/* Whether a type may take a value of that shape. */
static bool is_of_shape(const ModelType *type, Value v) {
  bool is_list = type->kind >= MODEL_LIST && type->kind <= MODEL_TUPLE;
  bool is_dict = type->kind == MODEL_DICT || type->kind == MODEL_OBJECT;
  if (type->kind == MODEL_ANY) return true;
  return v.kind == V_LIST ? is_list : v.kind == V_DICT ? is_dict : v.kind == V_NONE ? type->kind == MODEL_NONE
                                                                                    : !is_list && !is_dict;
}

/* Adds the branches of a union that may take `v`. */
static void add_branches(ModelType *into, const ModelType *type, Value v) {
  for (size_t i = 0; type->kind == MODEL_UNION && i < type->n; i++) add_branches(into, type->items[i], v);
  if (type->kind == MODEL_UNION || !is_of_shape(type, v) || into->n == BRANCHES_MOST) return;
  into->items[into->n++] = type;
}

/* What one of the branches makes of `v`; V_ABSENT: it fits none. */
static Value convert(Heap *heap, const ModelType *either, Value v) {
  Value made = VALUE_ABSENT;
  size_t fitting = 0;
  ModelErrors errors = {0};
  for (size_t i = 0; i < either->n; i++) {
    Value by_branch = model_convert(heap, either->items[i], v, NULL, &errors);
    if (value_is_error(by_branch)) return by_branch;
    if (by_branch.kind != V_ABSENT) fitting++, made = by_branch;
  }
  return fitting > 1 ? model_convert(heap, either, v, NULL, &errors) : made;
}

/* Whether objects of a `Resolvable` are among what a type takes: each of their fields takes a template's text too. */
static bool takes_resolvable(const ModelType *type) {
  bool takes = type->kind == MODEL_OBJECT && type->class->is_resolvable;
  for (size_t i = 0; i < type->n && !takes; i++) takes = takes_resolvable(type->items[i]);
  return takes;
}

/* To evaluate annotations in the module of a class. */
static void open_module(Eval *eval, Workspace *workspace, Heap *heap, const ComponentClass *class) {
  eval_init(eval, heap->arena, workspace, scope_table(heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0), NULL);
  eval->module = class->module;
}

bool class_field_renders(Workspace *workspace, Heap *heap, const ComponentClass *class, Str name, const Node *tree) {
  Eval eval;
  const Node *field = field_of(&class, name);
  if (!field || !class->module->source) return false;
  open_module(&eval, workspace, heap, class);
  return resolved_renders(&eval, field->annotation.type, tree);
}

const YNode *class_field_taken(Workspace *workspace, Heap *heap, const ComponentClass *class, const YPair *given) {
  static const ModelType TEXT = {.kind = MODEL_STR};
  Eval eval;
  ModelField read = model_field_blank(given->key->text);
  const Node *field = field_of(&class, given->key->text);
  bool is_text = given->value->kind == Y_SCALAR && given->value->value.kind == V_STR; /* a template may stand for any */
  if (is_text || !field || !class->module->source) return given->value;
  open_module(&eval, workspace, heap, class);
  if (value_is_error(model_type_read(&eval, resolved_schema(field->annotation.type), &read))) return given->value;
  if (takes_resolvable(read.type) && tree_has_template(given->value)) return given->value;
  const ModelType *items[BRANCHES_MOST];
  ModelType either = {.kind = MODEL_UNION, .items = items};
  Value v = value_of(&eval.heap, given->value);
  add_branches(&either, read.type, v);
  add_branches(&either, &TEXT, v);
  Value made = v.kind == V_NONE && either.n ? v : convert(&eval.heap, &either, v);
  if (value_is_error(made)) return given->value;
  return made.kind == V_ABSENT ? NULL : with_values(heap, given->value, made);
}

/* "2.5", "nothing", "this list". */
static Str described(const YNode *yaml) {
  if (yaml->kind != Y_SCALAR) return yaml->kind == Y_LIST ? STR("this list") : STR("this mapping");
  return yaml->value.kind == V_NONE ? str_of(ynode_describe(yaml)) : yaml->text;
}

static void report_misfit(Workspace *workspace, const ComponentClass *class, const Source *source,
                          const YPair *given) {
  const Node *type = field_of(&class, given->key->text)->annotation.type;
  Str annotation = str_sub(class->module->source->text, type->span.start, type->span.end);
  Diag *diag = diag_report(workspace->sink, DIAG_WRONG_TYPE, (Place){source, given->value->span},
                           DIAG_ARGS(given->key->text, annotation, described(given->value)));
  if (given->value->kind != Y_SCALAR && tree_has_template(given->value))
    diag->hint = STR("Dagster looks at the types before it renders: let one template make the whole value");
}

bool class_fields_fit(const ComponentFile *file, const ComponentClass *class, const YNode *attributes) {
  bool fit = true;
  for (size_t i = 0; i < attributes->n; i++) {
    const YPair *given = &attributes->pairs[i];
    if (given->shadowed || dbt_component_is_field(given->key->text)) continue;
    if (class_field_taken(file->workspace, file->heap, class, given)) continue;
    report_misfit(file->workspace, class, file->source, given);
    fit = false;
  }
  return fit;
}
