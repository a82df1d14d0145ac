#include "runtime/eval/class_super.h"

#include "runtime/core/limits.h"
#include "runtime/eval/class_member.h"
#include "runtime/eval/class_object.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dict_class.h"
#include "runtime/eval/enum.h"
#include "runtime/eval/exception.h"
#include "runtime/eval/exec.h"
#include "runtime/eval/model.h"
#include "runtime/eval/model_methods.h"
#include "runtime/eval/value_class.h"
#include "runtime/value/types.h"

/* An object of TYPE_SUPER has as its `value` the object of the method, or its class, and as its `state` the class
 * behind which members are looked for. */

static const Type *type_of_self(Value self) { return self.kind == V_TYPE ? self.type : value_type(self); }

static Value bind(Heap *heap, Value member, Value self) {
  return class_bind(heap, member, type_of_self(self), self.kind == V_TYPE ? VALUE_ABSENT : self);
}

/* A member of the classes behind, unbound; V_ABSENT: none. */
static Value inherited(Heap *heap, const Object *super, Str name) {
  const Class *class = class_of(type_of_self(super->value));
  Value found = class_member_behind(class, super->state, name);
  if (found.kind != V_ABSENT) return found;
  const Builtin *row = class_component_method(class, name);
  return row ? class_method_of(heap, row) : VALUE_ABSENT;
}

static Value super_attr(Heap *heap, Value v, Str name) {
  Value self = v.object->value, member = inherited(heap, v.object, name);
  if (member.kind != V_ABSENT) return bind(heap, member, self);
  if (str_is(name, "__setattr__")) return value_bound(heap, &CLASS_SUPER_SETATTR, v);
  bool is_class = self.kind == V_TYPE;
  const Class *class = class_of(type_of_self(self));
  const Type *made_by = class->members_of ? enum_mixed(class) : &TYPE_OBJECT;
  if (str_is(name, "__new__")) return value_bound(heap, &CLASS_NEW, value_of_type(made_by));
  const Builtin *method = class->value_of && !is_class ? type_method(class->value_of, name) : NULL;
  if (method) return value_bound(heap, method, value_class_alone(self));
  if (class->is_dict && !is_class) method = type_method(&TYPE_DICT, name);
  if (class->is_dict && !is_class && !method) method = dict_class_method(name);
  if (method) return value_bound(heap, method, self);
  if (class->model) {
    method = is_class ? NULL : model_method(name);
    return method ? value_bound(heap, method, self)
                  : value_unsupported(heap, "'%.*s' of the base of a model", STR_FMT(name));
  }
  return dbt_component_has(name) ? dbt_component_attr(heap, self, name) : VALUE_ABSENT;
}

/* `super().__init__(…)`: of a class of the project; of an exception, whose arguments they become; or of `object`. */
static Value super_init(Heap *heap, Value v, const Value *args) {
  Value self = v.object->value, init = inherited(heap, v.object, STR("__init__"));
  const List *given = args[0].list;
  bool named = args[1].kind == V_DICT && args[1].dict->live, is_object = self.kind == V_OBJECT;
  if (init.kind != V_ABSENT) return heap->call(heap, bind(heap, init, self), given->at, given->n, args[1].dict);
  Value filled = is_object || self.kind == V_TYPE ? VALUE_ABSENT : value_class_init(heap, self, args);
  if (filled.kind != V_ABSENT) return filled;
  if (dict_class_is(self))
    return heap->call(heap, value_bound(heap, dict_class_method(STR("__init__")), self), given->at, given->n,
                      args[1].kind == V_DICT ? args[1].dict : NULL);
  if (value_class_attributes(self)) return VALUE_NONE;
  if (is_object && class_of(value_type(self))->model)
    return heap->call(heap, value_bound(heap, model_method(STR("__init__")), self), given->at, given->n, args[1].dict);
  bool is_exception = is_object && exception_of_class(value_type(self)) != EXC_COUNT;
  if (!is_object || (named && is_exception)) return value_unsupported(heap, "such a call of 'super().__init__'");
  if (is_exception) return self.object->value = args[0], VALUE_NONE;
  if (given->n || named)
    return value_raise(heap, EXC_TYPE, "object.__init__() takes exactly one argument (the instance to initialize)");
  return VALUE_NONE;
}

/* That of `object`. */
static Value super_announce(Heap *heap, Value v, const Value *args) {
  if (args[0].kind != V_DICT || !args[0].dict->live) return VALUE_NONE;
  return value_raise(heap, EXC_TYPE, "%s.__init_subclass__() takes no keyword arguments",
                     type_of_self(v.object->value)->name);
}

/* Of an exception, or of what derives from a type of Python's own; of other objects Python tells the address. */
static Value super_text(Heap *heap, Value v, bool is_str) {
  Value self = v.object->value;
  const Class *class = self.kind == V_TYPE ? NULL : class_of(value_type(self));
  ExceptionType exception = class ? exception_of_class(&class->type) : EXC_COUNT;
  const Type *base = exception != EXC_COUNT ? exception_type(exception) : class ? class->value_of : NULL;
  Buf buf = buf_new(heap->arena, LIMIT_STRING_BYTES);
  if (!base) return value_unsupported(heap, "such a call of 'super().%s'", is_str ? "__str__" : "__repr__");
  Value alone = exception != EXC_COUNT ? self : value_class_alone(self);
  if (is_str && base == &TYPE_STR) buf_put(&buf, value_text(alone));
  else if (is_str && base->str) base->str(heap, &buf, alone);
  else if (is_str) value_write_repr(heap, &buf, self);
  else base->repr(heap, &buf, alone);
  return value_or_pending(heap, value_str(buf_str(&buf)));
}

static Value super_str(Heap *heap, Value v, const Value *args) { return (void)args, super_text(heap, v, true); }
static Value super_repr(Heap *heap, Value v, const Value *args) { return (void)args, super_text(heap, v, false); }

static void super_object_repr(Heap *heap, Buf *buf, Value v) {
  (void)heap, (void)v;
  buf_puts(buf, "<super object>");
}

static const Builtin SUPER_METHODS[] = {
    {"__repr__", "", 0, 0, 0, super_repr, "that of the base"},
    {"__str__", "", 0, 0, 0, super_str, "that of the base"},
    {"__init_subclass__", "**kwargs", 0, 0, 0, super_announce, "nothing"},
    {"__init__", "__init__(*args, **kwargs)", 0, UINT8_MAX, 0, super_init, "that of the base"},
};
static const Type TYPE_SUPER = {
    .name = "super", .methods = BUILTIN_TABLE(SUPER_METHODS), .repr = super_object_repr, .attr = super_attr};

static Value refuse(Heap *heap) { return value_unsupported(heap, "such a call of 'super'"); }

static Value super_new(Heap *heap, Value self, const Type *behind) {
  return object_new(heap, &TYPE_SUPER, (Object){.value = self, .state = (void *)behind});
}

/* `super(Class, self)` */
static Value super_of(Heap *heap, Value class, Value self) {
  bool fits = class.kind == V_TYPE && class_of(class.type) && class_derives(type_of_self(self), class.type);
  return fits ? super_new(heap, self, class.type) : refuse(heap);
}

/* The method that calls has its object first among its names, and `__class__`, as Python's compiler gives it. */
static Value call_super(Heap *heap, Value self, const Value *args) {
  (void)self;
  const List *given = args[0].list;
  if (given->n == 2) return super_of(heap, given->at[0], given->at[1]);
  Frame *frame = ((Eval *)heap)->frame;
  Value *class = frame ? frame_here(frame, STR("__class__")) : NULL;
  if (given->n || !class) return refuse(heap);
  Value object = frame->locals.at[0].value;
  bool fits = object.kind != V_ABSENT && class_of(type_of_self(object));
  return fits ? super_new(heap, object, class->type) : refuse(heap);
}

const Builtin CLASS_SUPER = {"super", "super(*args)", 0, UINT8_MAX, 0, call_super, "what the bases of a class have"};
