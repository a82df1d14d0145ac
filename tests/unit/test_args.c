/* The binder against CPython 3.11's own words, and the rows of every table against their parameters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/eval/args.h"
#include "runtime/eval/asset_spec.h"
#include "runtime/eval/dbt_component.h"
#include "runtime/eval/dg.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/model.h"
#include "runtime/plan/run_context.h"
#include "runtime/value/markup.h"
#include "runtime/value/types.h"
#include "tests/oracle/program.h"

static Guard guard;
static Arena arena;
static Heap heap;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, &guard, LIMIT_ARENA_BYTES);
  heap = (Heap){.arena = &arena, .steps = LIMIT_EVAL_STEPS};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static Value none(Heap *unused, Value self, const Value *args) {
  (void)unused, (void)self, (void)args;
  return VALUE_NONE;
}

/* Calls with `n` positional arguments and the keywords in `names` (parted by blanks). */
static const char *outcome(Builtin row, const char *self, size_t n, const char *names) {
  Value args[12], keywords = value_dict(&heap);
  for (size_t i = 0; i < n; i++) args[i] = value_int((int64_t)i);
  Str words = str_of(names);
  for (size_t at = 0; at < words.n;) {
    size_t end = str_find(words, STR(" "), at);
    if (end == SIZE_MAX) end = words.n;
    dict_put(&heap, keywords.dict, value_str(str_sub(words, at, end)), value_int(1));
    at = end + 1;
  }
  Value v = args_call(&heap, &row, *self ? value_str(str_of(self)) : VALUE_ABSENT, (CallArgs){args, n, keywords.dict});
  return value_is_error(v) ? str_z(&arena, v.exc->message) : "";
}

#define ROW(name, params, least, most, flags) ((Builtin){name, params, least, most, flags, none, ""})

static void words_c_functions(void **state) {
  (void)state;
  Builtin upper = ROW("upper", "", 0, 0, BUILTIN_C_STYLE);
  Builtin join = ROW("join", "iterable, /", 1, 1, BUILTIN_C_STYLE);
  Builtin replace = ROW("replace", "old, new, count=-1, /", 2, 3, BUILTIN_C_STYLE);
  Builtin insert = ROW("insert", "index, object, /", 2, 2, BUILTIN_C_STYLE);
  assert_string_equal(outcome(upper, "a", 1, ""), "str.upper() takes no arguments (1 given)");
  assert_string_equal(outcome(upper, "a", 0, "x"), "str.upper() takes no keyword arguments");
  assert_string_equal(outcome(join, "a", 0, ""), "str.join() takes exactly one argument (0 given)");
  assert_string_equal(outcome(join, "a", 2, ""), "str.join() takes exactly one argument (2 given)");
  assert_string_equal(outcome(replace, "a", 1, ""), "replace expected at least 2 arguments, got 1");
  assert_string_equal(outcome(replace, "a", 4, ""), "replace expected at most 3 arguments, got 4");
  assert_string_equal(outcome(replace, "a", 2, "count"), "str.replace() takes no keyword arguments");
  assert_string_equal(outcome(insert, "a", 1, ""), "insert expected 2 arguments, got 1");
  assert_string_equal(outcome(ROW("len", "obj, /", 1, 1, BUILTIN_C_STYLE), "", 2, ""),
                      "len() takes exactly one argument (2 given)");
  assert_string_equal(outcome(replace, "a", 2, ""), "");
}

/* A function that takes what it is given, by position or by name, takes it. */
static void takes_any(void **state) {
  (void)state;
  for (int c_style = 0; c_style < 2; c_style++) {
    uint16_t flags = c_style ? BUILTIN_C_STYLE : 0;
    assert_string_equal(outcome(ROW("f", "**kwargs", 0, 0, flags), "a", 0, "x"), "");
    assert_string_equal(outcome(ROW("f", "*args", 0, UINT8_MAX, flags), "a", 9, ""), "");
    assert_string_equal(outcome(ROW("f", "*args, **kwargs", 0, UINT8_MAX, flags), "a", 2, "x y"), "");
  }
  assert_string_equal(outcome(ROW("f", "f(**kwargs)", 0, 0, 0), "", 0, "x"), "");
  assert_string_equal(outcome(ROW("f", "f(*args)", 0, UINT8_MAX, 0), "", 9, ""), "");
  assert_string_equal(outcome(ROW("f", "f(a, *args, **kwargs)", 1, UINT8_MAX, 0), "", 2, "x y"), "");
  assert_string_equal(outcome(ROW("f", "f(*args)", 0, UINT8_MAX, 0), "", 0, "x"), "f() got an unexpected keyword argument 'x'");
  assert_string_equal(outcome(ROW("f", "f(**kwargs)", 0, 0, 0), "", 1, ""), "f() takes 0 positional arguments but 1 was given");
}

static void words_keyword_functions_of_c(void **state) {
  (void)state;
  Builtin split = ROW("split", "sep=None, maxsplit=-1", 0, 2, 0);
  Builtin strftime = ROW("strftime", "format", 1, 1, 0);
  Builtin prod = ROW("prod", "iterable, /, *, start=1", 1, 1, 0);
  Builtin sum = ROW("sum", "iterable, /, start=0", 1, 2, 0);
  assert_string_equal(outcome(prod, "", 0, ""), "prod() takes exactly 1 positional argument (0 given)");
  assert_string_equal(outcome(prod, "", 2, ""), "prod() takes exactly 1 positional argument (2 given)");
  assert_string_equal(outcome(sum, "", 0, ""), "sum() takes at least 1 positional argument (0 given)");
  assert_string_equal(outcome(split, "a", 3, ""), "split() takes at most 2 arguments (3 given)");
  assert_string_equal(outcome(split, "a", 0, "foo"), "'foo' is an invalid keyword argument for split()");
  assert_string_equal(outcome(split, "a", 1, "sep"), "argument for split() given by name ('sep') and position (1)");
  assert_string_equal(outcome(strftime, "a", 0, ""), "strftime() missing required argument 'format' (pos 1)");
  assert_string_equal(outcome(strftime, "a", 2, ""), "strftime() takes at most 1 argument (2 given)");
  assert_string_equal(outcome(strftime, "a", 0, "format"), "");
}

static void words_python_functions(void **state) {
  (void)state;
  Builtin f = ROW("f", "f(a, b, c=1, *, k, m=2)", 2, 3, 0);
  Builtin g = ROW("g", "g(a, /, b)", 2, 2, 0);
  Builtin hidden = ROW("h", "sync_do_first(environment | seq)", 1, 1, 0);
  assert_string_equal(outcome(f, "", 0, "k"), "f() missing 2 required positional arguments: 'a' and 'b'");
  assert_string_equal(outcome(f, "", 1, "k"), "f() missing 1 required positional argument: 'b'");
  assert_string_equal(outcome(f, "", 2, "m"), "f() missing 1 required keyword-only argument: 'k'");
  assert_string_equal(outcome(f, "", 4, ""), "f() takes from 2 to 3 positional arguments but 4 were given");
  assert_string_equal(
      outcome(f, "", 4, "k"),
      "f() takes from 2 to 3 positional arguments but 4 positional arguments (and 1 keyword-only argument) were given");
  assert_string_equal(outcome(f, "", 2, "y"), "f() got an unexpected keyword argument 'y'");
  assert_string_equal(outcome(f, "", 2, "a k"), "f() got multiple values for argument 'a'");
  assert_string_equal(outcome(g, "", 0, "a b"),
                      "g() got some positional-only arguments passed as keyword arguments: 'a'");
  assert_string_equal(outcome(hidden, "", 2, ""), "sync_do_first() takes 2 positional arguments but 3 were given");
  assert_string_equal(outcome(ROW("e", "e()", 0, 0, 0), "", 1, ""), "e() takes 0 positional arguments but 1 was given");
  assert_string_equal(outcome(ROW("e", "e(a, b, c)", 3, 3, 0), "", 0, ""),
                      "e() missing 3 required positional arguments: 'a', 'b', and 'c'");
}

static void check_row(const Builtin *row) {
  Signature signature;
  signature_read(row, &signature);
  size_t least = 0, most = 0;
  bool open = false;
  for (size_t k = 0; k < signature.n; k++) {
    open = open || signature.at[k].kind == PARAM_REST;
    most += signature.at[k].kind <= PARAM_EITHER;
    least += signature.at[k].kind <= PARAM_EITHER && signature.at[k].required;
  }
  if (row->least != least || row->most != (open ? UINT8_MAX : most)) fail_msg("arity of %s", row->name);
}

static void check_table(BuiltinTable table) {
  for (size_t i = 0; i < table.n; i++) {
    const Builtin *row = &table.rows[i];
    check_row(row);
    if (i && str_cmp(str_of(table.rows[i - 1].name), str_of(row->name)) >= 0) fail_msg("order of %s", row->name);
  }
}

static void rows_agree_with_their_parameters(void **state) {
  (void)state;
  check_table(FILTERS);
  check_table(TESTS);
  check_table(GLOBALS);
  assert_int_equal(FILTERS.n, 54);
  assert_int_equal(TESTS.n, 39);
  assert_int_equal(GLOBALS.n, 6);
}

/* What a program makes; the arena of the bench holds it. */
static Value made_by(ProgramBench *bench, const char *head, const char *module, Str expression) {
  program_bench_init(bench);
  Value v = program_run(bench, str_printf(&bench->arena, "%s\nresult = %s%.*s\n", head, module, STR_FMT(expression)));
  if (value_is_error(v)) fail_msg("%.*s: %.*s", STR_FMT(expression), STR_FMT(v.exc->message));
  return v;
}

/* Calls `check` with what each of the expressions, parted by blanks, is behind `head`, of `module` if it is not "". */
static void each_of(const char *head, const char *module, const char *expressions, void (*check)(Value v, Str expression)) {
  Str words = str_of(expressions);
  for (size_t at = 0; at < words.n;) {
    size_t end = str_find(words, STR(" "), at);
    ProgramBench bench;
    if (end == SIZE_MAX) end = words.n;
    Str expression = str_sub(words, at, end);
    check(made_by(&bench, head, module, expression), expression);
    arena_free(&bench.arena);
    at = end + 1;
  }
}

static void check_function(Value v, Str expression) {
  if (v.kind != V_BUILTIN) fail_msg("%.*s is no row", STR_FMT(expression));
  check_row(v.flags & VALUE_BOUND ? v.bound->builtin : v.builtin);
}

static void check_type(const Type *type) {
  for (size_t i = 0; i < type->methods.n; i++) check_row(&type->methods.rows[i]);
}

static void check_methods(Value v, Str expression) {
  if (!value_type(v)->methods.n) fail_msg("%.*s has no methods", STR_FMT(expression));
  check_type(value_type(v));
}

/* Each name of a module, as `import` gives it: a function is a row, a class has a table of them. */
static void check_name(ProgramBench *bench, const char *module, Str name, int *found) {
  Value v = library_module(&bench->eval.heap, str_of(module), name);
  bool is_type = v.kind == V_TYPE;
  if (v.kind == V_BUILTIN) check_function(v, name);
  if (is_type) check_type(v.type);
  *found += v.kind == V_BUILTIN || is_type;
}

static void check_names(ProgramBench *bench, const char *module, Str names, int *found) {
  for (size_t at = 0; at < names.n;) {
    size_t end = str_find(names, STR(" "), at);
    if (end == SIZE_MAX) end = names.n;
    check_name(bench, module, str_sub(names, at, end), found);
    at = end + 1;
  }
}

static void library_agrees_with_its_parameters(void **state) {
  (void)state;
  ProgramBench bench;
  int found = 0;
  program_bench_init(&bench);
#define LIBRARY_NAMES(module, names) check_names(&bench, module, STR(names), &found);
#include "grammar/library_names.def"
  size_t n;
  const Str *names = dagster_names(&n);
  for (size_t i = 0; i < n; i++) check_name(&bench, "dagster", names[i], &found);
  check_names(&bench, "dateutil.relativedelta", STR("relativedelta MO"), &found);
  check_names(&bench, "dateutil.parser", STR("parse isoparse"), &found);
  check_names(&bench, "_dbtplan", STR("add_method any_order first_hint has_ordering unescape unsupported"), &found);
  arena_free(&bench.arena);
  assert_true(found >= 220);
  each_of("import itertools, datetime, collections", "",
          "itertools.chain.from_iterable datetime.datetime.now datetime.datetime.strptime datetime.date.today "
          "abs all any ascii bin callable chr divmod enumerate filter format getattr hasattr hash hex isinstance issubclass iter len map "
          "max min next oct open ord pow print repr reversed round sorted sum type vars zip",
          check_function);
}

/* What stands in no table: the rows that a class gets, and functions that others make. */
static void rows_of_classes_agree_with_their_parameters(void **state) {
  (void)state;
  each_of("import collections, dataclasses, pytz, types, typing\nfrom dateutil import tz\nfrom pydantic import BaseModel\n"
          "from dagster import BackfillPolicy as B, EnvVar as V\n"
          "@dataclasses.dataclass(order=True, frozen=True)\nclass D:\n    x: int = 1\n"
          "class M(BaseModel):\n    model_config = {'frozen': True}\n    x: int = 1\n"
          "class E(Exception):\n    @property\n    def old(self): return super().__setattr__\nP = collections.namedtuple('P', 'a b')\nN = types.SimpleNamespace()", "",
          "super object.__new__ D.mro D.__init__ D.__repr__ D.__eq__ D.__hash__ D.__lt__ D.__le__ D.__gt__ D.__ge__ "
          "D(1).__init__ D(1).__repr__ D(1).__eq__ D(1).__hash__ M().__hash__ M().__repr__ E().add_note E().with_traceback "
          "P(1,2)._asdict P(1,2)._replace N.__repr__ N.__eq__ typing.NewType('A',str) "
          "staticmethod classmethod property setattr object.__setattr__ D.__subclasses__ M().__iter__ M().dict M().model_copy "
          "''.__len__ {}.__contains__ {}.__getitem__ {}.__setitem__ B.single_run B.multi_run V.int pytz.timezone "
          "tz.tzlocal tz.tzoffset tz.tzutc E().old",
          check_function);
}

static void methods_agree_with_their_parameters(void **state) {
  (void)state;
  each_of("import contextlib, re, collections, functools, operator, os, pathlib, datetime, string, zoneinfo, itertools, hashlib, csv, io\n"
          "import configparser, dataclasses, sys, threading, urllib.parse\nfrom pydantic import BaseModel, field_validator\n"
          "class M(BaseModel): x: int = 1\n"
          "class S:\n    def base(self): return super()\n"
          "from dagster import BackfillPolicy, DailyPartitionsDefinition, EnvVar, MultiPartitionsDefinition\n"
          "from dagster import StaticPartitionsDefinition\nfrom dateutil.relativedelta import MO\n"
          "import pytz\nfrom dateutil import tz\n"
          "day = datetime.datetime(2024,1,1)\nP = collections.namedtuple('P', 'a b')\n"
          "def g():\n    yield 1", "",
          "'' b'' 1 1.5 1j [] (1,) {} {}.keys() {1} range(3) slice(3) day day.date() day.time() (day-day) pathlib.Path('a') "
          "re.compile('a') re.match('a','a') collections.Counter() collections.defaultdict(list) collections.OrderedDict() "
          "hashlib.md5() io.StringIO('a') csv.reader(['a']) csv.DictReader(['a']) string.Template('a') zoneinfo.ZoneInfo('UTC') g() "
          "contextlib.nullcontext() contextlib.suppress() "
          "functools.partial(g) functools.lru_cache(g) functools.cache(g) functools.wraps(g) functools.cmp_to_key(g) "
          "operator.itemgetter(1) operator.attrgetter('a') operator.methodcaller('a') os.environ EnvVar('A') EnvVar.int('A') MO "
          "BackfillPolicy.single_run() True frozenset() pathlib.PurePath('a') collections.deque() "
          "threading.Lock() configparser.ConfigParser() configparser.RawConfigParser() "
          "configparser.ConfigParser()['DEFAULT'] property(g) staticmethod(g) dataclasses.dataclass(frozen=True) "
          "P._make field_validator('a') M.model_validate M.model_validate_json {}.items() {}.values() day.isocalendar() "
          "sys.path urllib.parse.urlparse('a') urllib.parse.urlsplit('a') datetime.timezone.utc "
          "S().base() day.timetuple() pytz.timezone('Europe/Berlin') tz.tzutc() BackfillPolicy.multi_run(2) "
          "P(1,2) StaticPartitionsDefinition(['a']) "
          "DailyPartitionsDefinition('2024-01-01') MultiPartitionsDefinition({'a':StaticPartitionsDefinition(['a']),"
          "'b':StaticPartitionsDefinition(['b'])})",
          check_methods);
}

/* What only a launch or a template gives. */
static void other_methods_agree_with_their_parameters(void **state) {
  (void)state;
  ProgramBench bench;
  program_bench_init(&bench);
  RunContext context = {0};
  Heap *own = &bench.eval.heap;
  Value run = run_context(own, &context);
  check_methods(run, STR("context"));
  check_methods(op_attr(own, run, STR("run_tags")), STR("context.run_tags"));
  check_methods(asset_spec_made(own, STR("a spec")), STR("AssetSpec"));
  check_methods(dbt_resource(own, NULL), STR("dbt"));
  Value one = value_int(1);
  const char *const GIVEN[] = {"cycler", "joiner"};
  for (size_t i = 0; i < 2; i++)
    check_methods(args_call(own, table_find(GLOBALS, str_of(GIVEN[i])), VALUE_ABSENT, (CallArgs){&one, 1, NULL}), str_of(GIVEN[i]));
  const Type *const OTHERS[] = {&TYPE_MARKUP, &TYPE_TIME_WINDOW, &TYPE_KEY_RANGE, &TYPE_MULTI_KEY, &TYPE_DBT_COMPONENT, &TYPE_BASE_MODEL};
  for (size_t i = 0; i < COUNT(OTHERS); i++) check_type(OTHERS[i]);
  arena_free(&bench.arena);
}

/* What hasattr tells of an AssetSpec: each name that Dagster's has, and no other. */
static void specs_have_the_names_of_dagster(void **state) {
  (void)state;
  ProgramBench bench;
  program_bench_init(&bench);
  Heap *own = &bench.eval.heap;
  Value spec = asset_spec_made(own, STR("a spec"));
#define SPEC_NAME(name, is_field) \
  if (value_is_error(op_attr(own, spec, STR(name)))) fail_msg("no %s", name);
#include "grammar/dagster_names.def"
  static const char *const NONE[] = {"", "nope", "tag", "keys", "ke"};
  for (size_t i = 0; i < COUNT(NONE); i++)
    if (!value_is_error(op_attr(own, spec, str_of(NONE[i])))) fail_msg("has %s", NONE[i]);
  arena_free(&bench.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(words_c_functions, set_up, tear_down),
      cmocka_unit_test_setup_teardown(takes_any, set_up, tear_down),
      cmocka_unit_test_setup_teardown(words_keyword_functions_of_c, set_up, tear_down),
      cmocka_unit_test_setup_teardown(words_python_functions, set_up, tear_down),
      cmocka_unit_test_setup_teardown(rows_agree_with_their_parameters, set_up, tear_down),
      cmocka_unit_test(library_agrees_with_its_parameters),
      cmocka_unit_test(rows_of_classes_agree_with_their_parameters),
      cmocka_unit_test(methods_agree_with_their_parameters),
      cmocka_unit_test(other_methods_agree_with_their_parameters),
      cmocka_unit_test(specs_have_the_names_of_dagster),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
