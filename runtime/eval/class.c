#include "runtime/eval/class.h"

#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/python.h"
#include "runtime/value/types.h"

/* ---- wrappers of methods ---- */

static void wrapper_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap;
  buf_printf(buf, "<%s object>", value_type(v)->name);
}

static const Type TYPE_STATICMETHOD = {.name = "staticmethod", .repr = wrapper_repr};
static const Type TYPE_CLASSMETHOD = {.name = "classmethod", .repr = wrapper_repr};

/* A property is its getter here: what adds a setter or a deleter is not evaluated. */
static Value property_attr(Heap *heap, Value v, Str name) {
  (void)v;
  return value_unsupported(heap, "'%.*s' of a property", STR_FMT(name));
}

static const Type TYPE_PROPERTY = {.name = "property", .repr = wrapper_repr, .attr = property_attr};

static Value make_staticmethod(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_STATICMETHOD, (Object){.value = args[0]});
}

static Value make_classmethod(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_CLASSMETHOD, (Object){.value = args[0]});
}

static Value make_property(Heap *heap, Value self, const Value *args) {
  (void)self;
  return object_new(heap, &TYPE_PROPERTY, (Object){.value = args[0]});
}

const Builtin CLASS_STATICMETHOD = {
    "staticmethod", "function, /", 1, 1, BUILTIN_C_STYLE, make_staticmethod, "a method without an object"};
const Builtin CLASS_CLASSMETHOD = {"classmethod",    "function, /",          1, 1, BUILTIN_C_STYLE,
                                   make_classmethod, "a method of the class"};
const Builtin CLASS_PROPERTY = {"property", "fget", 1, 1, 0, make_property, "an attribute that is computed"};

static bool is_wrapper(Value v, const Type *type) { return v.kind == V_OBJECT && value_type(v) == type; }

/* ---- members ---- */

static Value class_attr(Heap *heap, const Type *type, Str name);

const Class *class_of(const Type *type) { return type->class_attr == class_attr ? (const Class *)type : NULL; }

Value class_member(const Type *type, Str name) {
  const Class *class = class_of(type);
  if (!class) return VALUE_ABSENT;
  Value found = dict_get_str(class->members, name);
  for (size_t i = 0; found.kind == V_ABSENT && i < class->bases.n; i++)
    found = class_member(class->bases.at[i].type, name);
  return found;
}

static Value bound_to(Heap *heap, Value function, Value self) {
  if (function.kind != V_FUNCTION) return function;
  Function *method = ARENA_NEW(heap->arena, Function);
  *method = *function.function;
  method->self = self;
  return (Value){.kind = V_FUNCTION, .function = method};
}

/* A member as reading it through an object or a class gives it. */
static Value member_for(Heap *heap, Value member, const Type *class, Value object) {
  if (is_wrapper(member, &TYPE_STATICMETHOD)) return member.object->value;
  if (is_wrapper(member, &TYPE_CLASSMETHOD)) return bound_to(heap, member.object->value, value_of_type(class));
  if (object.kind == V_ABSENT) return member;
  if (is_wrapper(member, &TYPE_PROPERTY)) return heap->call(heap, member.object->value, &object, 1, NULL);
  return bound_to(heap, member, object);
}

static Value class_attr(Heap *heap, const Type *type, Str name) {
  Value member = class_member(type, name);
  return member.kind == V_ABSENT ? member : member_for(heap, member, type, VALUE_ABSENT);
}

static Value object_attr(Heap *heap, Value v, Str name) {
  const Type *type = value_type(v);
  Value found = dict_get_str(v.object->dict, name);
  if (found.kind != V_ABSENT) return found;
  Value member = class_member(type, name);
  if (member.kind != V_ABSENT) return member_for(heap, member, type, v);
  ExceptionType exception = exception_of_class(type);
  if (exception != EXC_COUNT) return exception_type(exception)->attr(heap, v, name);
  if (str_is(name, "__dict__")) return (Value){.kind = V_DICT, .dict = v.object->dict};
  return VALUE_ABSENT;
}

Value class_set_attr(Heap *heap, Value object, Str name, Value value) {
  bool is_object = object.kind == V_OBJECT && class_of(value_type(object));
  if (is_object && is_wrapper(class_member(value_type(object), name), &TYPE_PROPERTY))
    return value_raise(heap, EXC_ATTRIBUTE, "property '%.*s' of '%s' object has no setter", STR_FMT(name),
                       value_type_name(object));
  if (is_object) return dict_put(heap, object.object->dict, value_str(name), value);
  if (object.kind != V_TYPE || !class_of(object.type)) return VALUE_ABSENT;
  return dict_put(heap, class_of(object.type)->members, value_str(name), value);
}

/* ---- objects ---- */

/* What a special method of an object gives; V_ABSENT: the class has none. */
static Value call_special(Heap *heap, Value object, const char *name, const Value *args, size_t n) {
  Value member = class_member(value_type(object), str_of(name));
  if (member.kind == V_ABSENT) return member;
  Value method = member_for(heap, member, value_type(object), object);
  return heap->call(heap, method, args, n, NULL);
}

static void object_repr(Heap *heap, Buf *buf, Value v) {
  Value own = call_special(heap, v, "__repr__", NULL, 0);
  ExceptionType exception = exception_of_class(value_type(v));
  if (own.kind == V_STR)
    buf_put(buf, value_text(own));
  else if (exception != EXC_COUNT)
    exception_type(exception)->repr(heap, buf, v);
  else
    buf_printf(buf, "<%s object>", value_type(v)->full_name);
}

static void object_str(Heap *heap, Buf *buf, Value v) {
  Value own = call_special(heap, v, "__str__", NULL, 0);
  ExceptionType exception = exception_of_class(value_type(v));
  if (own.kind == V_STR)
    buf_put(buf, value_text(own));
  else if (exception != EXC_COUNT && own.kind == V_ABSENT)
    exception_type(exception)->str(heap, buf, v);
  else
    object_repr(heap, buf, v);
}

static Value class_construct(Heap *heap, const Type *type, const Value *args) {
  Value object = exception_object(heap, type, args[0]);
  Value init = class_member(type, STR("__init__"));
  if (init.kind != V_ABSENT) {
    Value done = heap->call(heap, bound_to(heap, init, object), args[0].list->at, args[0].list->n, args[1].dict);
    if (value_passes(done)) return done;
    return object;
  }
  bool has_any = args[0].list->n || (args[1].kind == V_DICT && args[1].dict->live);
  if (has_any && exception_of_class(type) == EXC_COUNT)
    return value_raise(heap, EXC_TYPE, "%s() takes no arguments", type->name);
  return object;
}

Value class_call(Eval *eval, Value object, const Value *args, size_t n, const Dict *keywords) {
  if (object.kind != V_OBJECT) return VALUE_ABSENT;
  Value member = class_member(value_type(object), STR("__call__"));
  if (member.kind == V_ABSENT) return member;
  return eval_call(eval, member_for(&eval->heap, member, value_type(object), object), args, n, keywords);
}

/* ---- super ---- */

/* A member of the bases, as the method's object has it. The object's `value` is that object, its `state` the class. */
static Value inherited(const Object *super, Str name) {
  const Class *class = class_of(super->state);
  return class->bases.n ? class_member(class->bases.at[0].type, name) : VALUE_ABSENT;
}

static Value super_attr(Heap *heap, Value v, Str name) {
  Value self = v.object->value, member = inherited(v.object, name);
  bool is_class = self.kind == V_TYPE;
  if (member.kind == V_ABSENT) return member;
  return member_for(heap, member, is_class ? self.type : value_type(self), is_class ? VALUE_ABSENT : self);
}

/* `super().__init__(…)`: of a class of the project; of an exception, whose arguments they become; or of `object`. */
static Value super_init(Heap *heap, Value v, const Value *args) {
  Value self = v.object->value, init = inherited(v.object, STR("__init__"));
  const List *given = args[0].list;
  bool named = args[1].kind == V_DICT && args[1].dict->live, is_object = self.kind == V_OBJECT;
  if (init.kind != V_ABSENT) return heap->call(heap, bound_to(heap, init, self), given->at, given->n, args[1].dict);
  bool is_exception = is_object && exception_of_class(value_type(self)) != EXC_COUNT;
  if (!is_object || (named && is_exception)) return value_unsupported(heap, "such a call of 'super().__init__'");
  if (is_exception) return self.object->value = args[0], VALUE_NONE;
  if (given->n || named)
    return value_raise(heap, EXC_TYPE, "object.__init__() takes exactly one argument (the instance to initialize)");
  return VALUE_NONE;
}

static const Builtin SUPER_METHODS[] = {
    {"__init__", "__init__(*args, **kwargs)", 0, UINT8_MAX, 0, super_init, "that of the base"},
};
static const Type TYPE_SUPER = {
    .name = "super", .methods = BUILTIN_TABLE(SUPER_METHODS), .repr = wrapper_repr, .attr = super_attr};

/* The method that calls has its object first among its names, and `__class__`, as Python's compiler gives it. */
static Value make_super(Heap *heap, Value self, const Value *args) {
  (void)self;
  Frame *frame = ((Eval *)heap)->frame;
  Value *class = frame ? frame_here(frame, STR("__class__")) : NULL;
  if (args[0].list->n || !class || frame->locals.at[0].value.kind == V_ABSENT)
    return value_unsupported(heap, "such a call of 'super'");
  if (frame->locals.at[0].value.kind != V_OBJECT && frame->locals.at[0].value.kind != V_TYPE)
    return value_unsupported(heap, "such a call of 'super'");
  return object_new(heap, &TYPE_SUPER, (Object){.value = frame->locals.at[0].value, .state = (void *)class->type});
}

const Builtin CLASS_SUPER = {"super", "super(*args)", 0, UINT8_MAX, 0, make_super, "what the bases of a class have"};

/* ---- making ---- */

/* The special methods that objects heed; names of the class itself, which change nothing. */
static bool is_heeded(Str name) {
  static const char *const NAMES[] = {"__init__", "__repr__",   "__str__",     "__call__",
                                      "__doc__",  "__module__", "__qualname__"};
  if (!str_starts(name, STR("__")) || !str_ends(name, STR("__"))) return true;
  for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
    if (str_is(name, NAMES[i])) return true;
  return false;
}

static Value add_base(Eval *eval, Class *class, const Node *arg) {
  if (arg->kind == NODE_KEYWORD)
    return value_unsupported(&eval->heap, "a class with the keyword '%.*s'", STR_FMT(arg->keyword.id));
  Value base = eval_expression(eval, arg);
  if (value_is_error(base)) return base;
  if (base.kind == V_TYPE && base.type == &TYPE_OBJECT) return VALUE_NONE;
  bool fits = base.kind == V_TYPE && (class_of(base.type) || exception_of_class(base.type) != EXC_COUNT);
  if (!fits)
    return value_unsupported(&eval->heap, "a class derived from '%.*s'", STR_FMT(value_repr(&eval->heap, base)));
  value_list_push(&eval->heap, &class->bases, base);
  return VALUE_NONE;
}

static Value add_bases(Eval *eval, Class *class, const NodeList *args) {
  Value error = VALUE_NONE;
  for (size_t i = 0; i < args->n && !value_is_error(error); i++) error = add_base(eval, class, args->at[i]);
  if (class->bases.n > 1) return value_unsupported(&eval->heap, "a class of several bases");
  return error;
}

/* A method that stands in the body knows its class; a function from elsewhere does not. */
static void own(Class *class, Value member) {
  bool is_wrapped = is_wrapper(member, &TYPE_CLASSMETHOD) || is_wrapper(member, &TYPE_PROPERTY);
  if (is_wrapped) member = member.object->value;
  if (member.kind != V_FUNCTION || member.function->owner) return;
  Str name = member.function->qualified;
  if (name.n > class->name.n && str_starts(name, class->name) && name.p[class->name.n] == '.')
    ((Function *)member.function)->owner = &class->type;
}

/* What the body bound, as members; methods are called by the name of the class. */
static Value take_members(Eval *eval, Class *class, Frame *frame) {
  for (size_t i = 0; i < frame->locals.n; i++) {
    Local *local = &frame->locals.at[i];
    if (local->value.kind == V_ABSENT) continue;
    if (!is_heeded(local->name)) return value_unsupported(&eval->heap, "a class with '%.*s'", STR_FMT(local->name));
    own(class, local->value);
    dict_put(&eval->heap, class->members, value_str(local->name), local->value);
  }
  return VALUE_NONE;
}

static Value run_body(Eval *eval, Class *class, const Node *node) {
  Frame *outer = eval->frame;
  Frame *frame = frame_new(eval, outer);
  frame->kind = FRAME_CLASS;
  frame->name = class->name;
  eval->frame = frame;
  Value result = VALUE_ABSENT;
  for (size_t i = 0; i < node->class.body.n && result.kind == V_ABSENT; i++)
    result = exec_python(eval, node->class.body.at[i]);
  eval->frame = outer;
  return value_is_error(result) ? result : take_members(eval, class, frame);
}

static void set_type(Eval *eval, Class *class) {
  Arena *arena = eval->heap.arena;
  Str module = eval->module ? eval->module->name : STR("__main__");
  Str full = str_printf(arena, "%.*s.%.*s", STR_FMT(module), STR_FMT(class->name));
  class->type = (Type){.name = str_z(arena, class->name),
                       .full_name = str_z(arena, full),
                       .repr = object_repr,
                       .str = object_str,
                       .attr = object_attr,
                       .construct = class_construct,
                       .construct_params = "*args, **kwargs",
                       .class_attr = class_attr};
}

Value class_new(Eval *eval, const Node *node) {
  Class *class = ARENA_NEW(eval->heap.arena, Class);
  class->name = node->class.id;
  class->members = value_dict(&eval->heap).dict;
  set_type(eval, class);
  Value error = add_bases(eval, class, &node->class.args);
  if (!value_is_error(error)) error = run_body(eval, class, node);
  return value_is_error(error) ? error : value_of_type(&class->type);
}
