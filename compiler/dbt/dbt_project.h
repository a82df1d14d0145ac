/* dbt_project: what a dbt project is made of, as far as Dagster makes assets of it.
 *
 * Read from `target/manifest.json` where that is there (manifest.h), else from the project's files (dbt_files.h).
 * Either way offline and without Python. What cannot be known from the files (a config that a macro computes, a package
 * that is not installed) is marked as unknown and is never an error: a dbt project is the business of dbt.
 *
 * A project is read once and kept in the workspace, under its layers. */
#ifndef DBTPLAN_DBT_DBT_PROJECT_H
#define DBTPLAN_DBT_DBT_PROJECT_H

#include "runtime/core/workspace.h"
#include "runtime/value/value.h"

typedef enum DbtType { DBT_TYPE_MODEL, DBT_TYPE_SEED, DBT_TYPE_SNAPSHOT, DBT_TYPE_SOURCE, DBT_TYPE_OTHER } DbtType;

/* What is not known of a node. */
enum {
  DBT_UNKNOWN_ENABLED = 1, /* whether it is there at all */
  DBT_UNKNOWN_CONFIG = 2,  /* its config, and with it tags, group, meta and the asset's key */
  DBT_UNKNOWN_TAGS = 4,
  DBT_UNKNOWN_GROUP = 8,
  DBT_UNKNOWN_KEY = 16, /* schema or meta */
  DBT_UNKNOWN_META = 32,
  DBT_UNKNOWN_PARENTS = 64, /* it may have more than those known */
  DBT_UNKNOWN_KIND = 128,   /* whether it is ephemeral */
  DBT_UNKNOWN_ALIAS = 256,
};

typedef struct DbtNode {
  DbtType type;
  Str id; /* "model.shop.orders" */
  Str name, package, source;
  Str alias; /* what its table is called; of a versioned model its asset, too */
  Str path;  /* of its file, relative to the project */
  Str below; /* the same below the folder of models, seeds or snapshots; empty: of one read from the manifest */
  Str patch; /* of the properties file that describes it; empty: none */
  const struct YNode *entry; /* what that file has of it; NULL: nothing, or it is read from the manifest */
  const struct YNode *above; /* of a source: what stands above its table */
  StrList fqn, tags, owners;
  Value config;           /* a V_DICT */
  Value manifest;         /* the whole entry of dbt's manifest; V_ABSENT: read from files */
  StrList key;            /* of its asset */
  Str group, asset_group; /* dbt's; Dagster's: "default" for none */
  bool ephemeral, versioned;
  StrList parent_ids;
  VEC(uint32_t) parents; /* numbers of nodes, from parent_ids */
  unsigned unknown;
  const struct DbtSql *sql; /* what its text says (dbt_sql.h); NULL: it has none, or is read from the manifest */
} DbtNode;

typedef VEC(DbtNode) DbtNodes;

typedef enum DbtTemplateKind {
  DBT_TEMPLATE_MODEL, /* a singular test too: dbt renders it as a whole */
  DBT_TEMPLATE_ANALYSIS,
  DBT_TEMPLATE_MACROS /* macros and generic tests */
} DbtTemplateKind;

/* A file in which Jinja stands. */
typedef struct DbtTemplate {
  Str path; /* absolute */
  DbtTemplateKind kind;
} DbtTemplate;

typedef struct DbtProject {
  Str name;
  DbtNodes nodes;
  Str adapter; /* "duckdb"; empty: not known */
  bool from_manifest;
  bool has_packages; /* some are installed; of one read from its files */
  /* Of one read from its files: a .dbtignore has patterns that are not known; dbt may not read all that is listed. */
  bool has_ignored;
  StrList properties; /* the project's own YAML files of properties, absolute; of one read from its files */
  StrList unreadable; /* of those, what is no YAML */
  VEC(DbtTemplate) templates; /* the project's own, but for snapshots; of one read from its files */
  Map groups;         /* the names of all `groups:`, of one read from its files */
  Str incomplete;  /* why there may be nodes that are not listed; empty: all are */
  Value selectors; /* a V_DICT name → definition; V_ABSENT: not known */
} DbtProject;

/* The project in the folder `dir` (absolute), whose target folder is `target_path` ("" for what it says itself). Never
 * NULL: a folder that holds no dbt project gives one that is incomplete. */
const DbtProject *dbt_project_read(Workspace *workspace, Heap *heap, Str dir, Str target_path);
/* The same from its files, also where there is a manifest, which may be older than they are. */
const DbtProject *dbt_project_read_files(Workspace *workspace, Heap *heap, Str dir);

/* ---- for the two readers ---- */

/* Sets what follows from the node's config, meta, type and name: key, group, owners, whether it is ephemeral.
 * `group_owners`: name of a dbt group → StrList of owners. */
void dbt_node_settle(Heap *heap, DbtNode *node, Value meta, const Map *group_owners);
/* Texts of a value that is a text or a list of them; false where it is something else. */
bool dbt_texts(Arena *arena, Value value, StrList *texts);
/* The value below nested keys of a V_DICT; V_ABSENT where there is none. */
Value dbt_value(Value dict, const char *key);

#endif
