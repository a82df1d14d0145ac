#include "runtime/eval/with.h"

#include "runtime/eval/class_member.h"
#include "runtime/eval/exception.h"
#include "runtime/value/types.h"

/* A method that the statement needs, bound: it is looked for in the class, not in the object. */
static Value method(Eval *eval, Value manager, const char *name) {
  const Type *type = value_type(manager);
  const Builtin *row = type_method(type, str_of(name));
  if (row) return value_bound(&eval->heap, row, manager);
  Value member = class_of(type) ? class_member(type, str_of(name)) : VALUE_ABSENT;
  if (member.kind != V_ABSENT) return class_bind(&eval->heap, member, type, manager);
  return value_raise(&eval->heap, EXC_TYPE, "'%s' object does not support the context manager protocol%s",
                     value_type_name(manager), str_is(str_of(name), "__exit__") ? " (missed __exit__ method)" : "");
}

Value with_enter(Eval *eval, const Node *item, Value *manager) {
  const Node *target = item->with_item.target;
  Value v = eval_expression(eval, item->with_item.value);
  if (value_is_error(v)) return v;
  if (v.kind == V_UNKNOWN || v.kind == V_OPAQUE)
    return value_unsupported(&eval->heap, "'with' of what dbtplan does not know");
  *manager = v;
  Value enter = method(eval, v, "__enter__"), exit = method(eval, v, "__exit__");
  if (value_is_error(enter)) return enter;
  if (value_is_error(exit)) return exit;
  Value entered = eval_call(eval, enter, NULL, 0, NULL);
  if (value_is_error(entered) || !target) return entered;
  return exec_assign(eval, target, entered);
}

/* What is not evaluated ends here: what a manager of runtime/library holds for all, it gives back. */
static void give_back(Eval *eval, Value manager) {
  const Class *class = class_of(value_type(manager));
  bool is_library = class && class->module && class->module->is_library;
  Value back = is_library ? class_member(&class->type, STR("_give_back")) : VALUE_ABSENT;
  if (back.kind != V_ABSENT) eval_call(eval, back, &manager, 1, NULL);
}

Value with_exit(Eval *eval, Value manager, Value result) {
  bool failed = value_is_error(result);
  if (failed && !python_is_caught(result)) return give_back(eval, manager), python_passed_by(result);
  Value object = failed ? exception_value(&eval->heap, result.exc) : VALUE_NONE;
  Value class = failed ? value_of_type(value_type(object)) : VALUE_NONE;
  if (object.kind == V_UNKNOWN) class = object;
  Value given[] = {class, object, VALUE_NONE}, stop = VALUE_ABSENT;
  Value answer = eval_call(eval, method(eval, manager, "__exit__"), given, 3, NULL);
  if (value_is_error(answer)) return answer;
  if (!failed) return result;
  bool swallows = eval_truth(eval, answer, &stop);
  if (stop.kind != V_ABSENT) return stop;
  return swallows ? VALUE_ABSENT : result;
}

static Value run_from(Eval *eval, const Node *node, size_t item) {
  if (item == node->with_py.items.n) return exec_python_block(eval, &node->with_py.body);
  Value manager, error = with_enter(eval, node->with_py.items.at[item], &manager);
  if (value_is_error(error)) return error;
  return with_exit(eval, manager, run_from(eval, node, item + 1));
}

Value with_run(Eval *eval, const Node *node) { return run_from(eval, node, 0); }
