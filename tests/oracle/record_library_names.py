"""Writes grammar/library_names.def: the public names of the modules of Python's library of which runtime/eval/library.c
evaluates a part, and of dagster_dbt.

    python tests/oracle/record_library_names.py [--check]
"""
import importlib
import pkgutil
import re
import sys
import textwrap
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TARGET = TOP / "grammar" / "library_names.def"
HEAD = """/* library_names.def: the public names of modules of Python's library, of which dbtplan evaluates a part, and of
 * dagster_dbt, with those of newer Pythons and of other systems, and the modules below. What has a row has no other name;
 * another of pydantic, pytz or yaml may be one of another version: only one that is near a name is a slip.
 *
 * Written by tests/oracle/record_library_names.py.
 *
 * LIBRARY_NAMES(module, names)    of many names in several rows
 * LIBRARY_ALL(module, names)      what `import *` binds, of the modules that are imported so */
#ifndef LIBRARY_NAMES
#define LIBRARY_NAMES(...)
#endif
#ifndef LIBRARY_ALL
#define LIBRARY_ALL(...)
#endif
"""
TAIL = """
#undef LIBRARY_NAMES
#undef LIBRARY_ALL
"""
# What Python 3.10 and 3.12 to 3.15 have, and those of other systems: what typeshed's stubs say beyond the Python at hand.
NEWER = {
    "ast":
        "Interpolation ParamSpec PyCF_OPTIMIZED_AST TemplateStr TypeAlias TypeVar TypeVarTuple compare type_param",
    "base64": "z85decode z85encode",
    "calendar":
        "APRIL AUGUST DECEMBER Day FEBRUARY JANUARY JULY JUNE MARCH MAY Month NOVEMBER OCTOBER SEPTEMBER standalone_month_abbr "
        "standalone_month_name",
    "collections.abc": "Buffer dict_items dict_keys dict_values",
    "configparser": "InvalidWriteError MultilineContinuationError UNNAMED_SECTION UnnamedSectionDisabledError",
    "copy": "PyStringMap replace",
    "csv": "QUOTE_NOTNULL QUOTE_STRINGS",
    "enum": "EnumDict",
    "fnmatch": "filterfalse",
    "functools": "Placeholder",
    "glob": "translate",
    "heapq": "heapify_max heappop_max heappush_max heappushpop_max heapreplace_max",
    "importlib": "abc metadata resources simple util",
    "io": "Reader Writer",
    "itertools": "batched",
    "logging": "getHandlerByName getHandlerNames",
    "math": "fma fmax fmin isnormal issubnormal signbit sumprod",
    "operator": "is_none is_not_none",
    "os":
        "AT_NO_AUTOMOUNT AT_STATX_DONT_SYNC AT_STATX_FORCE_SYNC AT_STATX_SYNC_AS_STAT CLONE_FILES CLONE_FS CLONE_NEWCGROUP "
        "CLONE_NEWIPC CLONE_NEWNET CLONE_NEWNS CLONE_NEWPID CLONE_NEWTIME CLONE_NEWUSER CLONE_NEWUTS CLONE_SIGHAND "
        "CLONE_SYSVSEM CLONE_THREAD CLONE_VM EX_NOTFOUND NODEV O_BINARY O_EVTONLY O_EXEC O_EXLOCK O_NOFOLLOW_ANY O_NOINHERIT "
        "O_RANDOM O_SEARCH O_SEQUENTIAL O_SHLOCK O_SHORT_LIVED O_SYMLINK O_TEMPORARY O_TEXT PIDFD_NONBLOCK "
        "POSIX_SPAWN_CLOSEFROM PRIO_DARWIN_BG PRIO_DARWIN_NONUI PRIO_DARWIN_PROCESS PRIO_DARWIN_THREAD P_DETACH P_OVERLAY "
        "SCHED_DEADLINE SCHED_NORMAL SCHED_SPORADIC SF_MNOWAIT SF_NOCACHE SF_NODISKIO SF_SYNC STATX_ATIME STATX_BASIC_STATS "
        "STATX_BLOCKS STATX_BTIME STATX_CTIME STATX_DIOALIGN STATX_GID STATX_INO STATX_MNT_ID STATX_MNT_ID_UNIQUE STATX_MODE "
        "STATX_MTIME STATX_NLINK STATX_SIZE STATX_TYPE STATX_UID TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME "
        "TFD_TIMER_CANCEL_ON_SET add_dll_directory chflags get_handle_inheritable grantpt lchflags lchmod listdrives listmounts "
        "listvolumes plock posix_openpt process_cpu_count ptsname readinto reload_environ set_handle_inheritable setns "
        "startfile statx statx_result timerfd_create timerfd_gettime timerfd_gettime_ns timerfd_settime timerfd_settime_ns "
        "unlockpt unshare",
    "os.path": "ALLOW_MISSING ALL_BUT_LAST isdevdrive isjunction isreserved splitroot",
    "pathlib": "UnsupportedOperation types",
    "re": "PatternError prefixmatch sre_compile sre_parse",
    "string": "templatelib",
    "sys":
        "UnraisableHookArgs abi_info activate_stack_trampoline deactivate_stack_trampoline dllhandle get_lazy_imports "
        "get_lazy_imports_filter getandroidapilevel gettotalrefcount getunicodeinternedsize getwindowsversion "
        "is_remote_debug_enabled is_stack_trampoline_active last_exc last_traceback last_type last_value lazy_modules "
        "monitoring ps1 ps2 remote_exec set_lazy_imports set_lazy_imports_filter tracebacklimit winver",
    "threading": "concurrent_tee serialize_iterator setprofile_all_threads settrace_all_threads synchronized_iterator",
    "time":
        "CLOCK_HIGHRES CLOCK_MONOTONIC_RAW_APPROX CLOCK_PROF CLOCK_UPTIME CLOCK_UPTIME_RAW CLOCK_UPTIME_RAW_APPROX",
    "types": "CapsuleType FrameLocalsProxyType LazyImportType get_original_bases",
    "typing":
        "AwaitableGenerator NoDefault NoExtraItems ReadOnly TypeAliasType TypeForm TypeIs disjoint_base evaluate_forward_ref "
        "get_protocol_members is_protocol override type_check_only",
    "unicodedata":
        "block extended_pictographic grapheme_cluster_break indic_conjunct_break isxidcontinue isxidstart iter_graphemes",
    "urllib.parse": "MAX_CACHE_SIZE",
    "uuid": "MAX NIL main uuid6 uuid7 uuid8",
    "warnings": "deprecated",
    "zlib": "ZLIBNG_VERSION adler32_combine crc32_combine",
}
LONGEST = 38  # lines of a row: C's compilers need not take a text of more than 4095 characters
ELSEWHERE = ("dagster", "dateutil", "typing_extensions")  # no part of Python's library
STARS = "calendar collections dataclasses datetime decimal enum functools itertools math pathlib re typing zoneinfo".split()
INTEGRATION = "dagster_dbt"  # the pinned one: what is Dagster's own is not to be had from it


def modules():
    table = re.search(r"LIBRARIES\[\] = \{(.*?)\n\};", (TOP / "runtime/eval/library.c").read_text(), re.S).group(1)
    names = re.findall(r'\{"([\w.]+)",', table)
    return [name for name in names if not name.startswith(("_dbtplan", *ELSEWHERE)) or name == INTEGRATION]


def public(module):
    return {name for name in dir(importlib.import_module(module)) if not name.startswith("_")}


def known(module):
    """Its public names, those of other versions, and the modules below it."""
    below = pkgutil.iter_modules(getattr(importlib.import_module(module), "__path__", []))
    return public(module) | set(NEWER.get(module, "").split()) | {each.name for each in below}


def row(kind, module, names):
    lines = textwrap.wrap(" ".join(sorted(names)), 104, break_long_words=False, break_on_hyphens=False)
    return "".join(part(kind, module, lines[at:at + LONGEST]) for at in range(0, len(lines), LONGEST))


def part(kind, module, lines):
    text = "\n".join(f'              "{line}{" " if line is not lines[-1] else ""}"' for line in lines)
    return f'{kind}("{module}",\n{text})\n'


def all_of(module):
    return row("LIBRARY_ALL", module, getattr(importlib.import_module(module), "__all__", None) or public(module))


def text():
    last_imported = sorted(modules(), key=lambda name: name == INTEGRATION)  # it brings submodules into others
    rows = {name: row("LIBRARY_NAMES", name, known(name)) for name in last_imported}
    return HEAD + "".join(rows[module] for module in modules()) + "".join(map(all_of, STARS)) + TAIL


def main():
    if "--check" in sys.argv:
        return text() != TARGET.read_text()
    TARGET.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
