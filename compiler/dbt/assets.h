/* assets: the assets that Dagster makes of a component's dbt nodes, and what an asset selection chooses of them.
 *
 * The component's own assets are its selected models, seeds and snapshots (no ephemeral ones, whose parents count as
 * the parents of what uses them); what they depend on beyond these is an external asset (dagster_dbt/asset_utils.py,
 * build_dbt_specs; dagster's resolve_stub_assets_defs). What is unknown makes a verdict MAYBE, never wrong. */
#ifndef DBTPLAN_DBT_ASSETS_H
#define DBTPLAN_DBT_ASSETS_H

#include "compiler/dbt/dbt_select.h"
#include "compiler/parse/selection.h"
#include "runtime/core/map.h"
#include "runtime/plan/bind.h"

enum {
  ASSET_UNKNOWN_KEY = 1,
  ASSET_UNKNOWN_TAGS = 2,
  ASSET_UNKNOWN_GROUP = 4,
  ASSET_UNKNOWN_OWNERS = 8,
  ASSET_UNKNOWN_KINDS = 16,
  ASSET_UNKNOWN_PARTITIONS = 32,
  ASSET_UNKNOWN_DEPS = 64, /* it may depend on others than `deps`, or not on all of them */
};

typedef struct AssetTag {
  Str key, value;
} AssetTag;

/* What an asset depends on. */
typedef struct AssetDep {
  const DbtNode *node; /* a node of its project, whatever its key is; NULL: the asset of a key */
  Str key;
  bool is_mapped; /* it says which partitions of the other it takes, so that an asset may name itself */
  Place place;    /* where it is written; without a source: where its node stands in the project */
} AssetDep;

typedef VEC(AssetDep) AssetDeps;

typedef struct Asset {
  const DbtNode *node; /* NULL: an external asset that a `deps` names */
  Verdict own; /* whether it is an asset of the component; external otherwise */
  Str key;     /* "money/revenue" */
  VEC(AssetTag) tags;
  StrList owners, kinds;
  AssetDeps deps; /* of an own asset */
  bool is_virtual; /* its node makes it a view, and that is one of its kinds */
  Str adapter;           /* of its dbt project, which is one of its kinds; empty: not known */
  Str group, partitions; /* "none", "time", "static", "dynamic" or "multipartitions" */
  Value definition;      /* its `partitions_def`: a V_DEFINITION or V_NONE; anything else: it is not known */
  /* What targets do not ask, as it was given, by the attribute's name: V_UNKNOWN what cannot be told. Of `metadata` a
   * V_DICT of entries, beside which it has others. NULL: nothing of it was given. Not changed once it is there. */
  const Dict *given;
  unsigned unknown;
  const struct Asset *before; /* as it is before it is translated; NULL: as its node says */
} Asset;

/* What the edges of an asset hang on. */
typedef struct AssetLinks {
  Str key;
  unsigned unknown;
  const AssetDep *deps;
  size_t n;
} AssetLinks;

typedef struct Assets {
  Arena *arena; /* of all that is made of them */
  Asset *at;
  size_t n;    /* own assets first; what they depend on is added behind them by `assets_link` */
  size_t cap;
  size_t own;  /* how many of them become assets of the component, or may */
  Graph graph; /* as of the last `assets_link` */
  VEC(AssetLinks) linked; /* of each asset, as of then */
  Map keys;               /* the first asset that has a key for sure: its number, plus 1 */
  size_t unknown_keys;    /* how many have keys that are not known */
  uint32_t *number;       /* of a node's asset, plus 1; 0: it has none */
  const DbtProject *project;
  bool tells_sources; /* as `enable_source_metadata` has it for sure: where one reads a source, all are translated */
  bool with_others; /* the graph also has assets of which nothing is known: other components below a folder */
  Str incomplete;   /* as in DbtProject */
  Str forgotten_by; /* what may make something else of them, which cannot be told; empty: nothing */
} Assets;

/* `selected`: a verdict for each node of the project. */
Assets *assets_of(Arena *arena, const DbtProject *project, const uint8_t *selected);

/* What `enable_dbt_views_as_virtual_assets` makes of the own assets; MAYBE: it is not known whether it is set. */
void assets_take_views(Arena *arena, Assets *assets, Verdict is_set);

/* Makes the graph of what the assets depend on by now, if that changed; keys that no asset has become external
 * assets. */
void assets_link(Assets *assets);
/* Once all is translated: tells the own assets that depend on one alone its key, which stays whatever key that gets
 * later. Of several Dagster has a set. */
void assets_name_deps(Assets *assets);
/* Whether there is such an asset: what no asset depends on any more, as of the last `assets_link`, is no external
 * one. */
bool assets_has(const Assets *assets, size_t asset);
/* An asset that `deps` make depend on itself, which Dagster refuses unless it says which partitions it takes; NULL:
 * none does for sure. */
const AssetDep *assets_own_dep(const Assets *assets, size_t asset);
/* The external asset of a node; NULL: it has none. */
Asset *assets_external(const Assets *assets, const DbtNode *node);

/* An asset as it was before it was translated. */
Asset asset_of_node(Arena *arena, const Asset *asset);
/* What the component's own assets depend on for sure, at any distance, and that is not its own: Dagster makes an
 * AssetSpec of each node and source among it too, and translates it, before that of what depends on it; and where a
 * source is among it, of all sources, to see which have one key. */
typedef VEC(Asset) AssetList;
AssetList assets_upstream(Arena *arena, const Assets *assets);

/* Whether a node is no own asset, and one depends on it for sure with nothing between that is an asset. */
bool assets_read(const Assets *assets, const DbtNode *node);
/* Whether Dagster compares the key of a node, and makes a name of it, for sure: it is an own asset, or one reads it. */
bool assets_names(const Assets *assets, const DbtNode *node);
/* Whether several have the one key that the translation gives to all: assets of the component and what they read. */
bool assets_share_key(Workspace *workspace, Heap *heap, const BoundComponent *bound);

typedef struct AssetsAsked {
  Str missing; /* the first bare key that no asset has: Dagster refuses it; empty: none */
  Str remote;  /* the first attribute that cannot be asked while a project loads; empty: none */
} AssetsAsked;

/* A verdict for each asset, of which this may find more. */
const uint8_t *assets_select(Arena *arena, Assets *assets, const Selection *selection, AssetsAsked *asked);

#endif
