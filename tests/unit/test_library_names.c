/* Which name of a module is taken for a slip of another, and which for one that dbtplan does not know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/core/limits.h"
#include "runtime/core/texts.h"
#include "runtime/eval/library.h"
#include "runtime/eval/library_names.h"
#include "runtime/eval/python.h"

/* What `dir(builtins)`, without its keywords, and `sys.stdlib_module_names` of the pinned Python have. */
static const char BUILTIN_NAMES[] =
    "ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError "
    "BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError "
    "ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning "
    "EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError "
    "FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError "
    "InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError "
    "ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError "
    "OverflowError PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError "
    "ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning "
    "SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError "
    "UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning "
    "ZeroDivisionError abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr "
    "classmethod compile complex delattr dict dir divmod enumerate eval exec exit filter "
    "float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len "
    "list locals map max memoryview min next object oct open ord pow print property quit range repr "
    "reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip";
static const char MODULE_NAMES[] =
    "abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii "
    "bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys "
    "compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses "
    "dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno "
    "faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass "
    "gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect "
    "io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math "
    "mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers "
    "opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib "
    "poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue "
    "quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex "
    "shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants "
    "sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog "
    "tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize "
    "tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu "
    "uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile "
    "zipimport zlib zoneinfo";
/* Of these dbtplan knows nothing: what is of the interpreter's inside, of single systems, or gone since. */
static const char UNKNOWN_MODULES[] =
    "aifc antigravity asynchat asyncore atexit audioop bdb cProfile cgi cgitb chunk cmd code codeop "
    "compileall concurrent copyreg crypt curses dbm dis distutils doctest encodings ensurepip faulthandler "
    "fcntl filecmp fileinput ftplib gc genericpath getopt gettext grp idlelib imaplib imghdr imp lib2to3 "
    "linecache lzma mailbox mailcap marshal mimetypes mmap modulefinder msilib msvcrt netrc nis nntplib nt "
    "ntpath nturl2path opcode optparse ossaudiodev pdb pickletools pipes plistlib poplib posix posixpath "
    "profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat quopri readline reprlib resource "
    "rlcompleter runpy select selectors shelve site smtpd smtplib sndhdr socketserver spwd sre_compile "
    "sre_constants sre_parse stringprep sunau symtable sysconfig syslog tabnanny tarfile telnetlib termios "
    "this tkinter token tokenize trace tracemalloc tty turtle turtledemo uu venv wave webbrowser winreg "
    "winsound wsgiref xdrlib xmlrpc zipapp zipimport";

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

static const char *meant_by(const char *module) {
  Value v = library_module_slip(&heap, str_of(module));
  return value_is_error(v) ? str_z(&arena, v.exc->likely) : "";
}

static void a_module_is_one_slip_away(void **state) {
  (void)state;
  static const char *const SLIPS[][2] = {
      {"datetim", "datetime"},      {"atetime", "datetime"},      {"datetme", "datetime"},    {"datetimes", "datetime"},
      {"xdatetime", "datetime"},    {"datettime", "datetime"},    {"datetine", "datetime"},   {"batetime", "datetime"},
      {"datetimr", "datetime"},     {"adtetime", "datetime"},     {"datetiem", "datetime"},   {"daettime", "datetime"},
      {"dagser", "dagster"},        {"dagster_", "dagster"},      {"collection", "collections"}, {"itertool", "itertools"},
      {"functool", "functools"},    {"zoneinfos", "zoneinfo"},    {"dataclass.x", ""},        {"dataclasse.x", "dataclasses"},
      {"datetime", ""},             {"dateime.date", "datetime"}, {"datetmie", "datetime"},
  };
  for (size_t i = 0; i < COUNT(SLIPS); i++) assert_string_equal(meant_by(SLIPS[i][0]), SLIPS[i][1]);
}

/* Two of them, or what was made to differ. */
static void another_module_is_none(void **state) {
  (void)state;
  static const char *const OTHERS[] = {"datetimexx", "xxdatetime", "datetxxime", "dateti",   "tetime",    "datime",    "dxtetixe",
                                       "adtetiem",   "emitetad",   "date",       "time",     "datetime2", "Datetime",  "dateTime",
                                       "datetim9",   "0atetime",   "datetimA",   "dateZime", "",          "dagster_dbt", "dagster_dlt"};
  for (size_t i = 0; i < COUNT(OTHERS); i++) assert_string_equal(meant_by(OTHERS[i]), "");
}

static const char *said_of(const char *module, const char *name, bool imported) {
  Value v = library_name_slip(&heap, str_of(module), str_of(name), imported);
  return value_is_error(v) ? str_z(&arena, v.exc->message) : "";
}

static void a_name_is_near_one_of_the_module(void **state) {
  (void)state;
  assert_string_equal(said_of("math", "sqr", false), "module 'math' has no attribute 'sqr'");
  assert_string_equal(said_of("math", "sqr", true), "cannot import name 'sqr' from 'math'");
  assert_string_equal(said_of("math", "sqrt", true), "");
  assert_string_equal(said_of("math", "_sqrt", true), "");
  assert_string_equal(said_of("math", "quaternion", true), "cannot import name 'quaternion' from 'math'");
  assert_string_equal(said_of("os", "lantern", false), "module 'os' has no attribute 'lantern'");
  assert_string_equal(said_of("os", "startfile", false), "");      /* of Windows */
  assert_string_equal(said_of("os", "writev", false), "");         /* in the second row */
  assert_string_equal(said_of("itertools", "batched", true), "");  /* of Python 3.12 */
  assert_string_equal(said_of("json", "decoder", true), "");       /* a module below */
  assert_string_equal(said_of("pydantic", "lantern", true), "");   /* of another version, maybe */
  assert_string_equal(said_of("dagster_dbt", "lantern", true), "cannot import name 'lantern' from 'dagster_dbt'");
  assert_string_equal(said_of("numpy", "sqr", true), "");
  assert_string_equal(said_of("datetime", "now", false), "module 'datetime' has no attribute 'now'");
  assert_string_equal(said_of("datetime", "strptime", true), "cannot import name 'strptime' from 'datetime'");
  assert_string_equal(said_of("datetime", "timedelt", false), "module 'datetime' has no attribute 'timedelt'");
  Value v = library_name_slip(&heap, STR("datetime"), STR("today"), false);
  assert_true(str_is(v.exc->remedy, "the class in the module has it: 'datetime.datetime.today'"));
  assert_int_equal(v.exc->likely.n, 0);
  v = library_name_slip(&heap, STR("collections"), STR("namedtupel"), true);
  assert_true(str_is(v.exc->likely, "namedtuple") && v.exc->likely_sole && str_is(v.exc->wrong, "namedtupel"));
  assert_true(library_has(STR("math"), STR("sqrt")) && !library_has(STR("math"), STR("sqr")) && library_has(STR("none"), STR("x")));
}

static void each_name(const char *names, void (*check)(Str name)) {
  Str words = str_of(names);
  for (size_t at = 0, end; at < words.n; at = end + 1) {
    end = str_find(words, STR(" "), at);
    if (end == SIZE_MAX) end = words.n;
    check(str_sub(words, at, end));
  }
}

static void check_builtin(Str name) {
  if (!python_has_builtin(name)) fail_msg("no builtin '%.*s'", STR_FMT(name));
}

static void check_module(Str name) {
  Buf text = buf_new(&arena, LIMIT_FILE_BYTES);
  bool is_written = text_put(&text, str_printf(&arena, "runtime/library/%.*s.py", STR_FMT(name)));
  bool is_known = is_written || library_module(&heap, name, STR("")).kind != V_ABSENT;
  if (is_known == str_lists(str_of(UNKNOWN_MODULES), name)) fail_msg("module '%.*s'", STR_FMT(name));
}

static void names_of_python_are_known(void **state) {
  (void)state;
  each_name(BUILTIN_NAMES, check_builtin);
  each_name(MODULE_NAMES, check_module);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_module_is_one_slip_away, set_up, tear_down),
      cmocka_unit_test_setup_teardown(another_module_is_none, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_name_is_near_one_of_the_module, set_up, tear_down),
      cmocka_unit_test_setup_teardown(names_of_python_are_known, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
