/* assets: the assets that Dagster makes of a component's dbt nodes, and what an asset selection chooses of them.
 *
 * The component's own assets are its selected models, seeds and snapshots (no ephemeral ones, whose parents count as
 * the parents of what uses them); what they depend on beyond these is an external asset (dagster_dbt/asset_utils.py,
 * build_dbt_specs; dagster's resolve_stub_assets_defs). What is unknown makes a verdict MAYBE, never wrong. */
#ifndef DBTPLAN_DBT_ASSETS_H
#define DBTPLAN_DBT_ASSETS_H

#include "compiler/dbt/dbt_select.h"
#include "compiler/parse/selection.h"
#include "runtime/plan/bind.h"

enum {
  ASSET_UNKNOWN_KEY = 1,
  ASSET_UNKNOWN_TAGS = 2,
  ASSET_UNKNOWN_GROUP = 4,
  ASSET_UNKNOWN_OWNERS = 8,
  ASSET_UNKNOWN_KINDS = 16,
  ASSET_UNKNOWN_PARTITIONS = 32,
};

typedef struct AssetTag {
  Str key, value;
} AssetTag;

typedef struct Asset {
  const DbtNode *node;
  Verdict own; /* whether it is an asset of the component; external otherwise */
  Str key;     /* "money/revenue" */
  VEC(AssetTag) tags;
  StrList owners, kinds;
  Str adapter;           /* of its dbt project, which is one of its kinds; empty: not known */
  Str group, partitions; /* "none", "time", "static", "dynamic" or "multipartitions" */
  unsigned unknown;
  const struct Asset *before; /* as it is before it is translated; NULL: as its node says */
} Asset;

typedef struct Assets {
  Asset *at;
  size_t n;
  Graph graph;
  const DbtProject *project;
  bool with_others; /* the graph also has assets of which nothing is known: other components below a folder */
  Str incomplete;   /* as in DbtProject */
  Str forgotten_by; /* what may make something else of them, which cannot be told; empty: nothing */
} Assets;

/* `selected`: a verdict for each node of the project. */
Assets *assets_of(Arena *arena, const DbtProject *project, const uint8_t *selected);

/* An asset as it was before it was translated. */
Asset asset_of_node(Arena *arena, const Asset *asset);
/* What the component's own assets depend on for sure, at any distance, and that is not its own: Dagster makes an
 * AssetSpec of each node and source among it too, and translates it, before that of what depends on it. */
typedef VEC(Asset) AssetList;
AssetList assets_upstream(Arena *arena, const Assets *assets);

/* Whether a node is no own asset, and one depends on it for sure with nothing between that is an asset. */
bool assets_read(const Assets *assets, const DbtNode *node);
/* Whether several have the one key that the translation gives to all: assets of the component and what they read. */
bool assets_share_key(Workspace *workspace, Heap *heap, const BoundComponent *bound);

typedef struct AssetsAsked {
  Str missing; /* the first bare key that no asset has: Dagster refuses it; empty: none */
  Str remote;  /* the first attribute that cannot be asked while a project loads; empty: none */
} AssetsAsked;

/* A verdict for each asset. */
const uint8_t *assets_select(Arena *arena, const Assets *assets, const Selection *selection, AssetsAsked *asked);

#endif
