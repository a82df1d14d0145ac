#include "compiler/lower/class_spec.h"

#include "compiler/dbt/dbt_entry.h"
#include "compiler/python/component_fields.h"
#include "compiler/python/template_vars.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/module.h"
#include "runtime/plan/plan_tree.h"
#include "runtime/value/types.h"

/* ---- the methods that may give something ---- */

static bool names_definition(Str text) {
  return str_find(text, STR("partitions_def"), 0) != SIZE_MAX || str_find(text, STR("PartitionsDef"), 0) != SIZE_MAX;
}

/* The methods that are evaluated; of two the first makes the assets, and asks the other. */
static const Str TRANSLATOR = STR_INIT("translator"), SPEC = STR_INIT("get_asset_spec");

static bool names_specs(Str text) {
  static const Str WORDS[] = {STR_INIT("asset_specs("), STR_INIT("with_attributes("), STR_INIT("replace_attributes("),
                              STR_INIT("merge_attributes(")};
  bool found = false;
  for (size_t i = 0; i < COUNT(WORDS); i++) found |= str_find(text, WORDS[i], 0) != SIZE_MAX;
  return found;
}

static bool is_method_of(const Node *node, Str name) { return node->kind == NODE_DEF && str_eq(node->def.id, name); }

/* A class of translators, whose methods are evaluated. */
static bool is_translator(const Source *source, const Node *node) {
  bool found = false;
  for (size_t i = 0; node->kind == NODE_CLASS && i < node->class.args.n; i++) {
    Span span = node->class.args.at[i]->span;
    found |= str_find(str_sub(source->text, span.start, span.end), STR("Translator"), 0) != SIZE_MAX;
  }
  return found;
}

/* Whether something of the module `names` what the methods that are not evaluated may use: imports and texts alone are
 * none. */
static bool others_name(const Source *source, const Module *module, const Node *class, bool (*names)(Str text)) {
  bool found = false;
  for (size_t i = 0; i < module->body.n; i++) {
    const Node *node = module->body.at[i];
    bool is_other = node != class && !is_translator(source, node) && node->kind != NODE_IMPORT &&
                    node->kind != NODE_IMPORT_FROM && node->kind != NODE_CONST;
    found |= is_other && names(str_sub(source->text, node->span.start, node->span.end));
  }
  for (size_t i = 0; i < class->class.body.n; i++) {
    const Node *node = class->class.body.at[i];
    bool is_evaluated = is_method_of(node, TRANSLATOR) || is_method_of(node, SPEC);
    found |= node->kind == NODE_DEF && !is_evaluated &&
             names(str_sub(source->text, node->span.start, node->span.end));
  }
  return found;
}

/* The method of the class that makes all of its assets, and `names` something, or what it calls may; "": none. */
static Str maker_of(const Module *module, const Node *class, bool (*names)(Str text)) {
  static const Str METHODS[] = {STR_INIT("build_defs"), STR_INIT("build_defs_from_state")};
  const Source *source = module->source;
  bool is_named = source && names(source->text) && others_name(source, module, class, names);
  for (size_t m = 0; is_named && m < COUNT(METHODS); m++)
    if (class_has_method(class, METHODS[m])) return METHODS[m];
  return STR("");
}

/* The method of a class that may make other assets; "": none. */
static Str remaker_of(const Module *module, const Node *class) { return maker_of(module, class, names_specs); }

/* The method of a class that may give a definition; "": none. */
static Str giver_of(const Module *module, const Node *class) {
  Str maker = maker_of(module, class, names_definition);
  bool has_translator = module->source && class_has_method(class, TRANSLATOR), is_here = false;
  for (size_t i = 0; has_translator && i < module->body.n; i++)
    is_here |= is_translator(module->source, module->body.at[i]);
  if (!maker.n && has_translator && !is_here) return TRANSLATOR; /* of another module, which may name definitions */
  if (maker.n || !module->source || !names_definition(module->source->text)) return maker;
  return class_has_method(class, TRANSLATOR) ? TRANSLATOR : class_has_method(class, SPEC) ? SPEC : STR("");
}

/* The first method that is told of the class or of a base of the project; "": none. */
static Str first_of(const ComponentClass *class, Str (*told)(const Module *module, const Node *class)) {
  Str found = STR("");
  for (ClassWalk walk = {.class = class}; !found.n && component_class_next(&walk);)
    found = told(walk.module, walk.node);
  return found;
}

Str class_partitions(const ComponentClass *class) { return first_of(class, giver_of); }
bool class_remakes(const ComponentClass *class) { return first_of(class, remaker_of).n > 0; }

bool class_translates(const ComponentClass *class) { return component_class_has_method(class, TRANSLATOR); }
bool class_makes_spec(const ComponentClass *class) {
  return component_class_has_method(class, SPEC) || class_translates(class);
}

/* ---- what they give ---- */

static Value own_arguments(Heap *heap, void *state) {
  (void)state;
  return value_unsupported(heap, "'get_cli_args' while assets are made");
}

/* What the base's methods are asked for. */
typedef struct Asked {
  Workspace *workspace;
  const Asset *asset;
  const Dict *fields; /* of the base */
  Value translator; /* of the class's own; V_ABSENT: it has none */
  TranslationUse use;
} Asked;

static Value own_spec(Heap *heap, void *state) {
  const Asked *asked = state;
  Value id = value_str(asked->asset->node->id);
  if (asked->translator.kind == V_ABSENT) return spec_value(heap, asked->asset, SPEC_OF_NODE);
  return heap->call(heap, op_attr(heap, asked->translator, STR("_spec_of_node")), &id, 1, NULL);
}
static Value own_props(Heap *heap, void *state) {
  const Asked *asked = state;
  return dbt_entry(asked->workspace, heap, asked->asset->node);
}

/* What it makes of a value by a type of its own is not known. */
void class_spec_open(TreeScope *scope, ClassGiven *given, const Node *own) {
  Eval eval;
  Heap *heap = scope->heap;
  Value fields = value_dict(heap);
  eval_init(&eval, heap->arena, scope->workspace, scope->table, scope->values);
  for (size_t i = 0; own && i < own->dict.items.n; i++) {
    const Node *pair = own->dict.items.at[i], *at = NULL;
    Value key = pair->pair.key->constant.value;
    bool is_plain = value_is_str(key) && component_fields_are_plain(given->class, value_text(key));
    Value v = is_plain ? plan_tree_value(&eval, pair->pair.value, &at) : VALUE_ABSENT;
    bool is_told = v.kind != V_ABSENT && !value_passes(v);
    dict_put(heap, fields.dict, key, is_told ? v : dbt_component_unknown(heap, value_to_str(heap, key)));
  }
  scope->steps += heap_taken(&eval.heap);
  given->own = fields.dict;
  given->inputs = eval.heap.inputs_read;
}

/* As `get_owners` gets them (dagster_dbt_translator.py, owners_resource_props); what the group has is not known. */
static Value owners_props(Heap *heap, Value props) {
  Value group = props.kind == V_DICT ? dict_get_str(props.dict, STR("group")) : VALUE_NONE;
  if (group.kind == V_ABSENT || group.kind == V_NONE) return props;
  Value changed = dict_clone(heap, props.dict);
  dict_put(heap, changed.dict, value_str(STR("group")), value_unknown(heap, STR("the group of a model")));
  return changed;
}

/* The translator that the class has of its own, asked about the asset at hand; V_ABSENT: it is none of dagster_dbt's.
 */
static Value translator_of(Heap *heap, Value object, Asked *asked) {
  Value translator = op_attr(heap, object, TRANSLATOR);
  if (value_is_error(translator)) return translator;
  bool is_own = translator.kind == V_OBJECT && translator.object->dict &&
                !value_passes(op_attr(heap, translator, STR("_spec_of_node")));
  if (!is_own) return VALUE_ABSENT;
  Value props = own_props(heap, asked);
  Value parents = value_list(heap, asked->asset->deps.n);
  for (size_t i = 0; i < asked->asset->deps.n; i++) {
    const DbtNode *parent = asked->asset->deps.at[i].node;
    if (parent) list_push(heap, parents, dbt_entry(asked->workspace, heap, parent));
  }
  Value hand[] = {spec_value(heap, asked->asset, SPEC_OF_NODE), value_str(asked->asset->node->id), props,
                  owners_props(heap, props), parents};
  dict_put(heap, translator.object->dict, value_str(STR("_at_hand")), value_tuple(heap, hand, COUNT(hand)));
  return asked->translator = translator;
}

static TranslationUse use_of(Heap *heap, Value translator) {
  Value told = heap->call(heap, op_attr(heap, translator, STR("_is_translated")), NULL, 0, NULL);
  if (told.kind != V_BOOL) return TRANSLATION_UNCLEAR;
  return told.i ? TRANSLATION_BEHIND : TRANSLATION_NEVER;
}

/* What the object of the class gives for an asset; V_ABSENT: that cannot be told. */
static Value spec_of(Eval *eval, const ClassGiven *given, const BaseArguments *base) {
  Heap *heap = &eval->heap;
  Asked *asked = base->state;
  const ComponentClass *class = given->class;
  Value type = module_name(eval, class->module, class->node->class.id);
  if (!dbt_component_is_class(type)) return VALUE_ABSENT;
  Value object = dbt_component_new(heap, type, asked->fields, given->own, base);
  if (value_passes(object)) return VALUE_ABSENT;
  bool translates = class_translates(class);
  if (translates) asked->use = TRANSLATION_UNCLEAR;
  Value maker = translates ? translator_of(heap, object, asked) : object;
  if (maker.kind == V_ABSENT || value_is_error(maker)) return maker;
  if (translates) asked->use = use_of(heap, maker);
  if (asked->use == TRANSLATION_UNCLEAR && given->is_translated) return VALUE_ABSENT;
  Value args[] = {value_unknown(heap, STR("the manifest")), value_str(asked->asset->node->id),
                  value_unknown(heap, STR("the dbt project"))};
  Value spec = eval_call(eval, op_attr(heap, maker, SPEC), args, COUNT(args), NULL);
  if (spec.kind != V_NONE || !translates) return spec; /* class_faults tells it of the class's own */
  return value_raise(heap, EXC_ATTRIBUTE, "'NoneType' object has no attribute 'key'");
}

ClassSpec class_spec_of(TreeScope *scope, const ClassGiven *given, const Asset *asset) {
  Eval eval;
  Asked asked = {scope->workspace, asset, given->fields, VALUE_ABSENT, TRANSLATION_BEHIND};
  BaseArguments base = {.render = own_arguments, .state = &asked, .spec = own_spec, .props = own_props};
  ClassSpec made = {.definition = value_unknown(scope->heap, STR("'get_asset_spec' of the component's class"))};
  const ScopeTable *nothing = scope_table(scope->heap->arena, SCOPE_ATTRIBUTES, NULL, NULL, 0);
  eval_init(&eval, scope->heap->arena, scope->workspace, nothing, NULL);
  Value spec = spec_of(&eval, given, &base);
  scope->steps += heap_taken(&eval.heap);
  InputSet inputs = given->inputs | eval.heap.inputs_read;
  made.use = asked.use;
  bool is_fault = value_is_error(spec) && spec.exc->type != EXC_UNSUPPORTED && spec.exc->type != EXC_UNVERIFIED;
  if (is_fault) return made.definition = spec, made;
  if (!inputs) made.key = spec_key(scope->heap, spec);
  made.is_unnamed = made.key.n && !spec_key_is_name(scope->heap, spec);
  made.by_env = inputs & INPUT_ENV;
  if (spec.kind != V_OBJECT || inputs & ~(InputSet)(INPUT_ROOT | INPUT_ENV)) return made;
  Value definition = spec_definition(spec);
  bool is_told = definition.kind == V_ABSENT || definition.kind == V_NONE || definition.kind == V_DEFINITION;
  if (is_told) made.definition = definition;
  made.asset = spec_asset(spec);
  return made;
}

void class_spec_raised(Workspace *workspace, const ComponentClass *class, Value error) {
  Exception *raised = error.exc;
  if (!raised->has_span) raised->span = class->node->span, raised->has_span = true;
  template_vars_report_error(workspace->sink, raised, class->module->source);
}
