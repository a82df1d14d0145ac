/* Python programs against CPython, every second one as it comes back from a plan: tests/oracle/python/<area>.tsv,
 * recorded by tests/oracle/record_python.py and record_drawn.py. A name of a test as its argument: that one alone. */
#include "tests/oracle/program.h"
#include "tests/unit/guard.h"
#include "tests/unit/table.h"

/* Two long texts from a little before where they part. */
static void print_difference(int row, Str program, Str expected, Str got) {
  size_t at = 0;
  while (at < expected.n && at < got.n && expected.p[at] == got.p[at]) at++;
  at = at > 100 ? at - 100 : 0;
  expected = str_sub(expected, at, at + 300 < expected.n ? at + 300 : expected.n);
  got = str_sub(got, at, at + 300 < got.n ? at + 300 : got.n);
  print_error("row %d:\n%.*s  expected %.*s\n  got      %.*s\n", row, STR_FMT(program), STR_FMT(expected), STR_FMT(got));
}

/* Of a text that is no TOML dbtplan says only that it does not read it. */
static bool is_refused(Str expected, Str got) {
  bool may_be = str_starts(expected, STR("! TOMLDecodeError")) || str_is(expected, "! unsupported");
  return may_be && str_starts(got, STR("! unsupported: "));
}

static bool agrees(const Table *table, bool of_plan) {
  ProgramBench bench;
  program_bench_init(&bench);
  bench.of_plan = of_plan;
  if (GUARD_SET(&bench.guard)) {
    Str program = table_text(&bench.arena, table->field[0]), expected = table_text(&bench.arena, table->field[1]);
    Str got = program_outcome(&bench, program);
    bool same = str_eq(got, expected) || is_refused(expected, got);
    if (!same) print_difference(table->row, program, expected, got);
    arena_free(&bench.arena);
    return same;
  }
  print_error("row %d: stopped: %s\n", table->row, bench.guard.what);
  return false;
}

/* Hints are looked at in a whole module alone, which a plan does not keep. */
static bool comes_from_plan(const char *area, int row) { return row % 2 && strcmp(area, "hints") != 0; }

static void replay(const char *area, int least) {
  Table table;
  volatile int wrong = 0;
  char path[64];
  snprintf(path, sizeof path, "tests/oracle/python/%s.tsv", area);
  for (table_open(&table, path); table_next(&table);) wrong += !agrees(&table, comes_from_plan(area, table.row));
  assert_int_equal(wrong, 0);
  assert_true(table.row >= least);
}

#define IMPORTS                                                                                                               \
  "import datetime, functools\n"                                                                                              \
  "from pydantic import BaseModel, Field, ValidationError, computed_field, field_validator, model_validator\n"

/* What pydantic makes something of that dbtplan does not know: refused by its name, and no other value or error. */
static const struct {
  const char *program, *words;
} REFUSED[] = {
    {"class A(BaseModel):\n    t: datetime.datetime\nresult = A(t='2024-02-29T10:20Z')\n", "pydantic makes of such a 'str'"},
    {"class A(BaseModel):\n    t: datetime.datetime\nresult = A(t='2024-02-29T10:20+01')\n", "pydantic makes of such a 'str'"},
    {"class A(BaseModel):\n    t: datetime.datetime\nresult = A(t='2024-02-29T102030')\n", "pydantic makes of such a 'str'"},
    {"class A(BaseModel):\n    t: datetime.datetime\nresult = A(t='2024-02-29T10:20:3x')\n", "pydantic makes of such a 'str'"},
    {"class A(BaseModel):\n    t: datetime.date\nresult = A(t='2024-W09-4')\n", "pydantic makes of such a 'str'"},
    {"class A(BaseModel):\n    x: int = 0\nresult = A.model_validate({}, strict=True)\n", "'model_validate' with such arguments"},
    {"class A(BaseModel):\n    x: int = 0\nresult = A.model_validate_json('{}', context={})\n",
     "'model_validate' with such arguments"},
    {"class A(BaseModel):\n    x: int = 0\nresult = A().model_dump(round_trip=True)\n", "'model_dump' with such arguments"},
    {"class A(BaseModel):\n    x: int = 0\nresult = A().model_dump_json(ensure_ascii=True)\n", "'ensure_ascii'"},
    {"class A(BaseModel):\n    @computed_field(alias='c')\n    @property\n    def x(self) -> int: return 1\n"
     "result = A().model_dump(by_alias=True)\n",
     "'alias' of a computed field"},
    {"class A:\n    @functools.lru_cache\n    def f(self): return [1]\nresult = A().f.cache_clear()\n",
     "'cache_clear' of a method that remembers"},
    {"class A(BaseModel):\n    x: int = 0\n    @field_validator('y')\n    @classmethod\n    def f(cls, v): return v\n"
     "result = A()\n",
     "a validator of 'y', which is no field of the model"},
    {"class A(BaseModel):\n    x: int = 0\n    @model_validator(mode='after')\n    @classmethod\n    def f(cls, v): return v\n"
     "result = A()\n",
     "such a validator"},
    {"class A(BaseModel):\n    x: int = 0\n    @field_validator('x')\n    def f(self, v): return v\nresult = A(x=1)\n",
     "such a validator"},
    {"class B(BaseModel):\n    x: int = 0\nclass A(BaseModel):\n    x: int = 0\n    @model_validator(mode='before')\n"
     "    @classmethod\n    def f(cls, v): return B(x=1)\nresult = A.model_validate('a')\n",
     "what pydantic makes of such a 'B'"},
    {"class A(BaseModel):\n    x: int = 0\n    @model_validator(mode='before')\n    @classmethod\n"
     "    def f(cls, v, info): return {'x': info.data['x']}\nresult = A()\n",
     "what a validator of a whole model may ask for"},
    {"class A(BaseModel):\n    model_config = {'extra': 'allow'}\n    def f(self): return 1\nresult = A(f=5)\n",
     "'f' of a model beside what its class calls so"},
    {"class A(BaseModel):\n    model_config = {'extra': 'allow'}\nresult = A(schema=5)\n",
     "'schema' of a model beside what its class calls so"},
    {"class A(BaseModel):\n    model_config = {'extra': 'allow'}\n    def f(self): return 1\na = A()\na.f = 5\nresult = a\n",
     "'f' of a model beside what its class calls so"},
    {"class A(BaseModel):\n    x: int = 0\n    y: int = Field(default_factory=lambda data: data['x'])\n"
     "try: A(x='a')\nexcept ValidationError as e: result = str(e)\n",
     "a factory that asks for fields that do not fit"},
    {"class A(BaseModel):\n    x: int = 4\n    y: int = Field(default_factory=functools.partial(lambda data: data['x']))\n"
     "result = A()\n",
     "such a 'default_factory'"},
    {"class A(BaseModel):\n    x: int = Field(1, ge=1.5)\nresult = A(x=1)\n", "such a bound of a field"},
    {"result = range(0, 10, 2 ** 62)[::4]\n", "a range beyond 64 bits"},
    {"result = range(0, 2 ** 63 - 1, 2 ** 62)[:]\n", "a range beyond 64 bits"},
    {"result = range(-2 ** 63, 2 ** 63 - 1)[-1]\n", "a range beyond 64 bits"},
    {"result = range(2 ** 63 - 1, -2 ** 63, -1)\n", "a range beyond 64 bits"},
    {"result = range(-2 ** 63, 0, 2 ** 62)[::-2]\n", "a range beyond 64 bits"},
    {"class A(BaseModel):\n    x: int = 0\nclass B(A):\n    y: int = 0\nclass C(BaseModel):\n    @computed_field\n    @property\n"
     "    def c(self) -> A: return B()\nresult = C().model_dump()\n",
     "'model_dump' of a 'B' at such a place"},
    {"class A(BaseModel):\n    model_config = {'frozen': True}\nclass B(BaseModel):\n    x: set[A] = set()\n"
     "result = B(x={A()}).model_dump()\n",
     "'model_dump' of a set of models"},
    {"import configparser\nresult = configparser.ConfigParser(None, dict)\n", "such a 'dict_type' of a ConfigParser"},
    {"import configparser\nresult = configparser.ConfigParser(delimiters=' ')\n", "such a 'delimiters' of a ConfigParser"},
    {"import configparser\nresult = configparser.ConfigParser(strict=1)\n", "such a 'strict' of a ConfigParser"},
    {"import configparser\nresult = configparser.ConfigParser(converters={})\n", "such a 'converters' of a ConfigParser"},
    {"import configparser\ncp = configparser.ConfigParser()\n"
     "cp.read_string('[DEFAULT]\\nx=1\\n[DEFAULT]\\nx=2')\nresult = cp.sections()\n",
     "what 'configparser' makes of such text"},
    {"import configparser\ncp = configparser.ConfigParser()\ncp.read_string('[a]\\nx=1\\n[a]')\nresult = cp.sections()\n",
     "what 'configparser' makes of such text"},
    {"import dagster as dg\nd = dg.DailyPartitionsDefinition(start_date='2024-01-01')\n"
     "result = d.get_partition_keys_in_range(dg.PartitionKeyRange('2024-01-02', 'none'))\n",
     "'get_partition_keys_in_range' of such a range"},
    /* it raises for sure, whatever its argument is */
    {"raise ValueError(pow(0, 10 ** 20, 2))\nresult = 3\n", "'pow' of such numbers"},
    {"def f():\n    assert False, pow(0, 10 ** 20, 2)\nf()\nresult = 3\n", "'pow' of such numbers"},
};

static void expect_refused(const char *text, const char *words) {
  ProgramBench bench;
  program_bench_init(&bench);
  if (!GUARD_SET(&bench.guard)) fail_msg("stopped: %s", bench.guard.what);
  Str program = str_cat(&bench.arena, STR(IMPORTS), str_of(text)), got = program_outcome(&bench, program);
  bool is_refused = str_starts(got, STR("! unsupported: ")) && str_find(got, str_of(words), 0) != SIZE_MAX;
  if (!is_refused) fail_msg("%.*s  got %.*s", STR_FMT(program), STR_FMT(got));
  arena_free(&bench.arena);
}

static void refused(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(REFUSED); i++) expect_refused(REFUSED[i].program, REFUSED[i].words);
}

/* What is nested as deep as a program likes, or takes what no text may: CPython raises RecursionError or takes gigabytes. */
#define CHAIN(class, link) class "a = A()\nfor i in range(60000):\n    " link "\n"
#define DATA "from dataclasses import asdict, astuple, dataclass\n@dataclass\nclass A:\n    x: object = None\n"
#define PLAIN "import copy\nclass A: pass\n"
#define MODEL "from pydantic import BaseModel\nfrom typing import Any\nclass A(BaseModel):\n    x: Any = None\n"
static const struct {
  const char *program, *what;
} ENDLESS[] = {
    {CHAIN(DATA, "a = A(a)") "result = asdict(a)\n", "the nesting of values"},
    {CHAIN(DATA, "a = A(a)") "result = astuple(a)\n", "the nesting of values"},
    {DATA "a = A()\na.x = a\nresult = asdict(a)\n", "the nesting of values"},
    {CHAIN(PLAIN, "n = A()\n    n.x = a\n    a = n") "result = copy.deepcopy(a)\n", "the nesting of values"},
    {CHAIN(MODEL, "a = A(x=a)") "b = A()\nfor i in range(60000):\n    b = A(x=b)\nresult = a == b\n", "the nesting of values"},
    {CHAIN(MODEL, "a = A(x=a)") "result = a.model_copy(deep=True)\n", "the nesting of values"},
    {"a = ()\nfor i in range(60000): a = (a,)\nresult = isinstance(1, a)\n", "the nesting of values"},
    {"a = frozenset()\nfor i in range(20000): a = frozenset([a])\nresult = list({a, 1})\n", "the nesting of values"},
    {"result = '%.2147483647f' % 1.5\n", "the size of one text"},
    {"result = '%.67108865e' % 1.5\n", "the size of one text"},
    {"result = '%#.2147483647g' % 1.5\n", "the size of one text"},
    {"result = 'a'.zfill(2 ** 62)\n", "the size of one text"},
};

static void end_one(const char *program, const char *what) {
  ProgramBench bench;
  program_bench_init(&bench);
  if (GUARD_SET(&bench.guard)) {
    Str got = program_outcome(&bench, str_of(program));
    fail_msg("%s  got %.*s", program, (int)(got.n < 200 ? got.n : 200), got.p);
  }
  assert_string_equal(bench.guard.what, what);
  arena_free(&bench.arena);
}

static void ends(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(ENDLESS); i++) end_one(ENDLESS[i].program, ENDLESS[i].what);
}

/* AREAS(area, rows at least) */
#define AREAS(AREA) \
  AREA(arguments, 290) AREA(numbers, 10) AREA(statements, 80) AREA(functions, 40) AREA(exceptions, 40) \
  AREA(classes, 20) AREA(expressions, 100) AREA(builtins, 120) AREA(types, 150) AREA(library, 150) \
  AREA(sets, 90) AREA(objects, 60) AREA(library_more, 28) AREA(library_further, 10) AREA(library_edges, 34) \
  AREA(library_names, 41) AREA(modules, 40) AREA(edges, 250) AREA(tables, 21) AREA(match, 50) \
  AREA(generators, 50) AREA(turns, 65) AREA(seldom, 100) AREA(sweeps, 85) AREA(sweeps_edges, 70) AREA(sweeps_text, 105) \
  AREA(sweeps_time, 54) AREA(sweeps_library, 180) AREA(sweeps_dagster, 50) AREA(sweeps_classes, 138) \
  AREA(sweeps_files, 80) AREA(sweeps_syntax, 75) AREA(toml, 370) AREA(value_classes, 50) AREA(configparser, 30) \
  AREA(conversions, 49) AREA(decimal, 105) AREA(flags, 73) AREA(orders, 170) AREA(written, 165) \
  AREA(sweeps_modules, 130) AREA(sweeps_iterators, 300) AREA(sweeps_records, 40) AREA(sweeps_bounds, 200) \
  AREA(sweeps_widths, 44) AREA(sweeps_names, 50) AREA(sweeps_parts, 60) AREA(sweeps_lengths, 90) \
  AREA(sweeps_faults, 246) AREA(sweeps_products, 32) \
  AREA(models, 104) AREA(queues, 150) AREA(zones, 44) AREA(hints, 500) AREA(drawn, 1400) AREA(damaged, 6000) \
  AREA(calls, 8000)
#define TEST(area, least) \
  static void area(void **state) { (void)state, replay(#area, least); }
AREAS(TEST)

static void every_table_is_replayed(void **state) {
#define ONE(area, least) +1
  (void)state;
  assert_int_equal(table_count("tests/oracle/python/*.tsv"), AREAS(ONE));
}

int main(int argc, char **argv) {
#define ROW(area, least) cmocka_unit_test(area),
  const struct CMUnitTest tests[] = {AREAS(ROW) cmocka_unit_test(refused), cmocka_unit_test(ends),
                                     cmocka_unit_test(every_table_is_replayed)};
  if (argc > 1) cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
