/* plan: what a component means, as plain immutable data: values and code, never heap objects.
 *
 * Made by compiler/lower or read from JSON (plan_json); linked (`plan_link`) in both cases, and const from then on.
 * No value of the environment, no clock reading and no absolute path is in a plan: what reads ENV, CLOCK or ROOT
 * stays code and is bound at `resolve`. A file that Python code of the project reads is part of ROOT: it is read
 * where the plan is resolved. So its bytes depend on nothing but the sources. The schema is docs/plan.schema.json. A
 * plan that a released program would misread or refuse gets the next format; plans of the formats from 1 on stay
 * readable. */
#ifndef DBTPLAN_PLAN_PLAN_H
#define DBTPLAN_PLAN_PLAN_H

#include "runtime/eval/eval.h"
#include "runtime/time/launch.h"

enum { PLAN_FORMAT = 1 };

/* A template var that the component's code reads: plain data, or a function of a module of the plan that is called when
 * the component is bound, because it reads an input or makes something that is no data. */
typedef struct PlanVar {
  Str name;
  Node *value; /* a tree of CONST, LIST, TUPLE, SET and DICT; NULL: a function */
  Str module;  /* where the function called `name` lies: a PlanModule */
  Str folder;  /* for which the function is called, relative to the project root; "": the component's own */
  InputSet inputs;
} PlanVar;

/* The statements of a Python module that the functions of the plan reach, by their names. */
typedef struct PlanModule {
  Str name; /* as imported: "my_project.partitions" */
  Str file; /* relative to the project root; "": a part of Python's library that is written in Python */
  NodeList body;
  bool runs_first;      /* in the order of the list: it changes the environment, which everything may read */
  const Source *source; /* its text, for places in messages; NULL: not at hand, the plan was read. Not in the JSON */
} PlanModule;

typedef struct PlanComponent {
  Str name;   /* folder of the file relative to the project root, "#2" behind it for the second document */
  Str file;   /* the component file relative to the project root */
  Str folder; /* its folder; "" for the root itself */
  Str defs;   /* the project's folder of definitions; "" if no var of the plan takes the load context */
  /* Attributes, each a tree of CONST, LIST, DICT and TEMPLATE nodes, evaluated in SCOPE_ATTRIBUTES; NULL: not given. */
  Node *project; /* text, or the mapping form */
  Node *select, *exclude, *selector;
  Node *op; /* the mapping */
  Node *cli_args; /* evaluated in SCOPE_ARGS, once a launch; NULL: ["build"]; CLASS_ARGS: a class makes them */
  Node *fields;   /* of that class, those that the file gives: a mapping, evaluated in SCOPE_ATTRIBUTES; NULL: none */
  /* The effective partitions definition: NULL: unpartitioned; CONST of V_DEFINITION; else code in SCOPE_POST or
   * SCOPE_ATTRIBUTES (`partitions_scope`) that reads an input. */
  Node *partitions;
  ScopeKind partitions_scope;
  /* "file:line:column" of the expression that applied it, and of the template var that made it ("": none), for --why */
  Str partitions_from, partitions_defined;
  Str partitions_missed; /* the place of a target that would give a definition and selects nothing; not in JSON */
  bool partitions_by_env; /* another environment may choose another definition: it belongs in no plan; not in JSON */
  Str dbt_name;        /* name of the dbt project, from its dbt_project.yml; "" unknown */
  bool has_profiles;   /* a profiles.yml lies in the dbt project: DBT_PROFILES_DIR is known */
  const PlanVar *vars; /* sorted by name: the names of its scope tables */
  size_t var_count;
  const PlanModule *modules;
  size_t module_count;
  /* The vars of the folders above, which are in scope of `cli_args`, sorted: their values stand there, but for those
   * that `args_vars` has. */
  const Str *folder_names;
  size_t folder_name_count;
  const PlanVar *args_vars; /* sorted by name; one of the component's own in `vars` may have the same */
  size_t args_var_count;
  /* The keys of its assets, '/' between their parts, where its class asks for them and all are known. */
  const Str *assets;
  size_t asset_count; /* 0: they are not known */
  const Str *env; /* requirements.env */
  size_t env_count;
  /* Not in the JSON: where its project lies, absolute, and the text of its file (NULL: not at hand, the plan was read).
   */
  Str root;
  const Source *source;
  Str one_key; /* without a template: the key that `translation` gives to each asset; none where the span is empty */
  Span one_key_span, repo_span; /* in `source`; of the project's repo_url */
  StrList keys; /* that a template in `translation` gives its models, as far as they are there for sure and known */
  const Str *var_names; /* all that its `attributes` see, also those that `vars` has not, as nothing reads them */
  size_t var_name_count;
  /* Set by component_link. */
  const ScopeTable *attributes_scope, *args_scope, *post_scope;
} PlanComponent;

/* What people call a component: one in the root of a project has no name. */
static inline Str component_label(const PlanComponent *component) {
  return component->name.n ? component->name : component->file;
}

/* Whether `name` is the component's: its folder in the project, or the last part of that. */
static inline bool component_is_named(const PlanComponent *component, Str name) {
  return str_eq(name, component->name) || str_eq(name, path_name(component->name));
}

typedef struct PlanRepair { /* what the guide dialect understood although the pinned Dagster fails on it */
  Str code, place, message;
} PlanRepair;

typedef struct Plan {
  const PlanComponent *components;
  size_t n;
  const PlanRepair *repairs;
  size_t repair_count;
} Plan;

/* Links the trees of a component, of all components. Linking again changes nothing. */
void component_link(Arena *arena, PlanComponent *component);
void plan_link(Arena *arena, Plan *plan);
/* Says where the project of a plan lies that was read: --project-root, or the plan's folder. Absolute. */
void plan_set_root(Plan *plan, Str root);

#endif
