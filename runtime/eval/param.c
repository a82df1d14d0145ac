#include "runtime/eval/param.h"

const char *param_class(Value v) {
  const Type *type = value_type(v);
  return type->full_name ? type->full_name : type->name;
}

Value param_refuse(Heap *heap, const char *param, const char *wanted, Value got) {
  Str shown = value_shown(heap, got);
  return value_raise(heap, EXC_PARAMETER_CHECK, "Param \"%s\" is not %s%s. Got %.*s which is type <class '%s'>.", param,
                     wanted[0] == '[' ? "one of " : "a ", wanted, STR_FMT(shown), param_class(got));
}

bool param_is_sequence(Value v) {
  return v.kind == V_TUPLE || v.kind == V_RANGE || value_is_list(v);
}

Value param_sequence(Heap *heap, const char *param, Value v, ValueList *items) {
  if (param_is_sequence(v)) return value_collect(heap, v, items);
  Value error = param_refuse(heap, param, "Sequence", v);
  if (!value_is_str(v) && v.kind != V_BYTES) return error;
  error.exc->message =
      str_printf(heap->arena, "%.*s %s is a disallowed Sequence type due to its likeliness to cause bugs.",
                 STR_FMT(error.exc->message), param_class(v));
  return error;
}

Value param_refuse_member(Heap *heap, const char *expected, Value got) {
  Str shown = value_shown(heap, got);
  return value_raise(heap, EXC_CHECK,
                     "Member of sequence mismatches type. Expected %s. Got %.*s of type <class '%s'>.", expected,
                     STR_FMT(shown), param_class(got));
}

Value param_refuse_key(Heap *heap, Value got) {
  Str shown = value_shown(heap, got);
  return value_raise(heap, EXC_CHECK, "Key in Mapping mismatches type. Expected <class 'str'>. Got %.*s",
                     STR_FMT(shown));
}
