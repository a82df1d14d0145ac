/* limits: every bound that dbtplan puts on its input, in one place.
 *
 * Hostile input gets an error, never a crash, a hang or a gigabyte. Each constant is the largest value that is still
 * accepted; one more is refused with a message that names the limit. Sizes are bytes unless the name says otherwise.
 *
 * A build for tests has others in the place of those that may be defined before. */
#ifndef DBTPLAN_CORE_LIMITS_H
#define DBTPLAN_CORE_LIMITS_H

/* ---- what is read ---- */

#define LIMIT_FILE_BYTES (64u << 20)      /* a source file, a plan, a context */
#define LIMIT_MANIFEST_BYTES (128u << 20) /* a manifest of dbt; a larger one is not read */
#define LIMIT_FOLDERS 100000u             /* searched for component files below one PATH */
#define LIMIT_FOLDER_DEPTH 64u            /* of these, within each other */
#define LIMIT_DBT_FILES 20000u            /* looked at in one dbt project; beyond, what it holds is not known */
#define LIMIT_DBT_FOLDER_DEPTH 32u        /* folders within each other in one dbt project; deeper ones are not known */
#define LIMIT_DBT_FILE_BYTES (4u << 20)   /* one model or properties file of it */
#define LIMIT_ZONE_BYTES (1u << 20)       /* the file of a time zone */
#define LIMIT_ZONE_NAMES 10000u           /* time zones that are looked through for a did-you-mean */
#define LIMIT_CLASS_LOOKUPS 32u           /* imports and bases followed for the class of one component */

/* ---- memory and threads ---- */

#define LIMIT_ARENA_BYTES (1024u << 20)   /* one compilation, all documents of one command */
#define LIMIT_ARENA_LEFT_BYTES (4u << 20) /* of these, kept from the work on a file, to report that it took too much */
#define LIMIT_SCRATCH_BYTES (256u << 20)  /* one launch */
#ifndef LIMIT_LAYER_BYTES
#define LIMIT_LAYER_BYTES (4u << 20)      /* of `check`: what the components of some files take, then used again */
#endif
#define LIMIT_KEPT_BYTES (256u << 10)     /* texts that came twice, whose trees are kept for the next who has them */
#ifndef LIMIT_THREAD_FOLDERS
#define LIMIT_THREAD_FOLDERS 32u          /* fewer folders are not worth a thread of `check` */
#endif

/* ---- values ---- */

#define LIMIT_STRING_BYTES (64u << 20)    /* one text that an expression makes */
#define LIMIT_ITEMS 4000000u              /* items of one list, tuple, set or dict */
#define LIMIT_INT_DIGITS 4300u            /* decimal digits of an integer in text: Python's own (int_max_str_digits) */
#define LIMIT_INT_BITS 65536u             /* bits of an integer while evaluating */
#define LIMIT_VALUE_DEPTH 1000u           /* nested containers when printed, compared, hashed or written as JSON */
#define LIMIT_JSON_DEPTH 500u             /* nested arrays and objects that are read */
#define LIMIT_REGEX_STEPS 1000000u        /* of one match; what takes more is no match, and `re` says so */
#define LIMIT_REGEX_BYTES (32u << 20)     /* memory of one match */
#define LIMIT_REGEX_GROUPS 99u            /* of one pattern */

/* ---- evaluating ---- */

#define LIMIT_EVAL_STEPS 20000000u        /* nodes evaluated for one scalar */
#define LIMIT_EVAL_DEPTH 200u             /* nested calls and expressions */
#define LIMIT_SWEEP_STEPS 100000000u      /* nodes over all launches or models of a component in `check`, at most */
#define LIMIT_FOLD_STEPS 100000u          /* nodes evaluated for one constant while parsing; beyond, it is none */
#define LIMIT_FOLD_BYTES (8u << 20)       /* of one such constant */
#define LIMIT_PYTHON_CALLS 1000u          /* calls of Python functions within each other, as CPython has it */
#define LIMIT_PYTHON_DEPTH 5000u          /* nested expressions over all of these calls */
#define LIMIT_STACK_BYTES (7u << 20)      /* of C's stack, which systems give 8 MiB, for calls within each other */
#define LIMIT_EACH_MODEL 500u             /* models for each of which an attribute is computed; others get anything */
#define LIMIT_ENV_CHANGES 1000u           /* of the environment by the Python of one component; all are read through */
#define LIMIT_LEFT_OUT 200000u            /* windows excluded one after the other; more are taken for all of them */

/* ---- parsing ---- */

#define LIMIT_PARSE_DEPTH 200u            /* nested brackets of an expression, as CPython's own parser has it */
#define LIMIT_TREE_DEPTH 2000u            /* of a parsed tree: brackets, operators and blocks together */
#define LIMIT_YAML_DEPTH 500u             /* nested collections of a YAML document */
#define LIMIT_YAML_NODES 1000000u         /* nodes of one file, aliases followed (billion laughs) */
#define LIMIT_YAML_AMENDS 100u            /* of what libyaml refuses and PyYAML takes: the file is read anew for each */

/* ---- what is said and done ---- */

#define LIMIT_DIAGNOSTICS 1000u           /* of one command; what follows is counted, not kept */
#define LIMIT_NAMES_FALSE 100u            /* names of a template told to be missing: each is looked up in its file */
#define LIMIT_ARGUMENT_BYTES 131071u      /* one argument of exec on Linux: MAX_ARG_STRLEN less its NUL */

#endif
