#include "compiler/check/across.h"

#include <stdlib.h>

#include "compiler/check/written.h"
#include "compiler/dbt/assets.h"
#include "compiler/project.h"
#include "runtime/core/limits.h"
#include "runtime/plan/node_json.h"

enum { PAIRS_MOST = 100000 }; /* that are looked for; no more are shown than LIMIT_DIAGNOSTICS */

/* What is kept of a component with a definition. */
typedef struct Member {
  Str name;
  size_t number; /* in the order in which they were taken */
  const Str *definition; /* as text, by which two are compared: the same pointer for the same text */
  const char *class;
  Str select, exclude, selector;
  Str path; /* of the file where the definition was applied; empty: it is not at hand */
  Position position;
} Member;

/* The components over one dbt project. */
typedef struct Group {
  Str dir;
  VEC(const Member *) members;
  bool differ; /* their definitions */
} Group;

struct Across {
  Workspace *workspace;
  Arena *arena;
  Map texts;  /* that many components have in common: map_intern */
  Map groups; /* folder of a dbt project → Group */
  size_t taken;
};

Across *across_begin(Workspace *workspace, Arena *arena) {
  Across *across = ARENA_NEW(arena, Across);
  across->workspace = workspace;
  across->arena = arena;
  return across;
}

/* ---- taking ---- */

static const Str *common(Across *across, Str text) { return map_intern(across->arena, &across->texts, text); }

/* A definition as text; empty: there is none, or it is not known. */
static Str text_of(Arena *arena, const BoundComponent *bound) {
  Buf buf = buf_new(arena, LIMIT_STRING_BYTES);
  if (bound->def && !bound->def_unsettled) definition_write(&buf, bound->def);
  return buf_str(&buf);
}

static Group *group_of(Across *across, Str dir) {
  Group *group = map_get(&across->groups, dir);
  if (group) return group;
  group = ARENA_NEW(across->arena, Group);
  group->dir = str_copy(across->arena, dir);
  map_put(across->arena, &across->groups, group->dir, group);
  return group;
}

static void put(Across *across, Str dir, Member *member) {
  Group *group = group_of(across, dir);
  group->differ |= group->members.n && group->members.at[0]->definition != member->definition;
  VEC_PUSH(across->arena, &group->members, member);
}

static void keep(Across *across, Heap *heap, const BoundComponent *bound, Str definition) {
  WrittenAt at;
  Member *member = ARENA_NEW(across->arena, Member);
  *member = (Member){.name = str_copy(across->arena, bound->component->name),
                     .number = across->taken++,
                     .definition = common(across, definition),
                     .class = partitions_class(bound->def->kind),
                     .select = *common(across, bound->select),
                     .exclude = *common(across, bound->exclude),
                     .selector = *common(across, bound->selector)};
  if (written_definition_at(heap->arena, bound, &at)) {
    bool is_own = str_eq(at.path, bound->component->source->path);
    member->path = is_own ? str_copy(across->arena, at.path) : *common(across, at.path);
    member->position = at.position;
  }
  put(across, bound->project_dir, member);
}

void across_join(Across *across, const Across *other) {
  for (size_t i = 0; i < other->groups.n; i++) {
    const Group *group = other->groups.at[i].value;
    for (size_t m = 0; m < group->members.n; m++) {
      Member *member = ARENA_NEW(across->arena, Member);
      *member = *group->members.at[m];
      member->number += across->taken;
      member->definition = common(across, *member->definition);
      put(across, group->dir, member);
    }
  }
  across->taken += other->taken;
}

/* ---- one key for all assets ---- */

static bool judge_key_of_all(Across *across, Heap *heap, const BoundComponent *bound, DiagSink *keys) {
  const PlanComponent *component = bound->component;
  size_t errors = diag_errors(keys);
  if (!component->source || !assets_share_key(across->workspace, heap, bound)) return false;
  Place place = {component->source, component->one_key_span};
  Diag *diag = diag_report(keys, DIAG_KEY_OF_SEVERAL, place, DIAG_ARGS(component->one_key));
  if (!component->one_key.n) diag->hint = STR("make it differ: 'key: \"{{ node.name }}\"'");
  return diag_errors(keys) > errors; /* a finding that is silenced makes no component wrong */
}

bool across_take(Across *across, Heap *heap, const BoundComponent *bound, DiagSink *keys) {
  Str definition = text_of(heap->arena, bound);
  if (definition.n) keep(across, heap, bound, definition);
  return judge_key_of_all(across, heap, bound, keys);
}

/* ---- definitions that do not agree ---- */

typedef VEC(uint32_t) Numbers; /* in ascending order */

/* A model of `below` reads one of `above`. */
typedef struct Feed {
  const Member *above, *below;
  const DbtNode *parent, *child;
} Feed;
typedef VEC(Feed) FeedList;

typedef struct Comparing {
  const Group *group;
  const DbtProject *project;
  Arena *arena;
  Numbers *sure, *perhaps; /* of each node, the members that select it */
  Numbers *nodes;          /* of each member, what it selects for sure */
  FeedList *feeds;
} Comparing;

static void select_of(Comparing *c, Heap *heap, uint32_t number) {
  const Member *member = c->group->members.at[number];
  const uint8_t *verdicts = dbt_select_assets(heap, c->project, member->select, member->exclude, member->selector);
  for (uint32_t i = 0; verdicts && i < c->project->nodes.n; i++) {
    if (verdicts[i] == VERDICT_NO) continue;
    VEC_PUSH(c->arena, verdicts[i] == VERDICT_YES ? &c->sure[i] : &c->perhaps[i], number);
    if (verdicts[i] == VERDICT_YES) VEC_PUSH(c->arena, &c->nodes[number], i);
  }
}

/* What a selection needs is given back after each. */
static void select_all(Comparing *c, const Heap *heap) {
  Heap own = *heap;
  own.arena = arena_within(c->arena, c->arena->guard, LIMIT_SCRATCH_BYTES);
  for (uint32_t i = 0; i < c->group->members.n; i++) {
    select_of(c, &own, i);
    arena_reset(own.arena);
  }
  arena_free(own.arena);
}

static bool holds(const Numbers *numbers, uint32_t number) {
  size_t low = 0, high = numbers->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (numbers->at[middle] < number) low = middle + 1;
    else high = middle;
  }
  return low < numbers->n && numbers->at[low] == number;
}

/* The members above `below` that one edge of the graph shows; `seen`: of each member, the one below that it was found
 * to feed last, plus one. */
static void take_edge(Comparing *c, uint32_t below, uint32_t child, uint32_t parent, uint32_t *seen) {
  const Member *const *members = c->group->members.at;
  if (c->project->nodes.at[parent].type == DBT_TYPE_SOURCE) return;
  for (size_t i = 0; i < c->sure[parent].n && c->feeds->n < PAIRS_MOST; i++) {
    uint32_t above = c->sure[parent].at[i];
    bool clash = members[above]->definition != members[below]->definition && seen[above] != below + 1;
    if (!clash || holds(&c->sure[child], above) || holds(&c->perhaps[child], above)) continue;
    seen[above] = below + 1;
    const DbtNode *nodes = c->project->nodes.at;
    VEC_PUSH(c->arena, c->feeds, (Feed){members[above], members[below], &nodes[parent], &nodes[child]});
  }
}

static void find_feeds(Comparing *c) {
  uint32_t *seen = ARENA_ARRAY(c->arena, uint32_t, c->group->members.n);
  for (uint32_t below = 0; below < c->group->members.n; below++)
    for (size_t i = 0; i < c->nodes[below].n; i++) {
      uint32_t child = c->nodes[below].at[i];
      const DbtNode *node = &c->project->nodes.at[child];
      for (size_t p = 0; p < node->parents.n; p++) take_edge(c, below, child, node->parents.at[p], seen);
    }
}

static size_t least(const Feed *feed) {
  return feed->above->number < feed->below->number ? feed->above->number : feed->below->number;
}

static size_t most(const Feed *feed) { return feed->above->number + feed->below->number - least(feed); }

static bool same_pair(const Feed *a, const Feed *b) { return least(a) == least(b) && most(a) == most(b); }

/* By pairs of members; of two that feed each other, the first of them first. */
static int by_pair(const void *a, const void *b) {
  const Feed *x = a, *y = b;
  if (least(x) != least(y)) return least(x) < least(y) ? -1 : 1;
  if (most(x) != most(y)) return most(x) < most(y) ? -1 : 1;
  return x->above->number < y->above->number ? -1 : x->above->number > y->above->number;
}

static Place place_of(Workspace *workspace, const Member *member) {
  const Source *source;
  Str shown = project_shown_name(workspace, member->path);
  if (!member->path.n || workspace_read(workspace, member->path, shown, &source) != READ_OK) return PLACE_NONE;
  uint32_t offset = source_offset(source, member->position); /* within the text, whatever became of it meanwhile */
  return (Place){source, {offset, offset}};
}

static void report(Workspace *workspace, const Feed *feed) {
  DiagSink *sink = workspace->sink;
  const Member *first = feed->above, *second = feed->below;
  Diag *diag = diag_report(sink, DIAG_DEFINITIONS_CLASH, place_of(workspace, second),
                           DIAG_ARGS(first->name, second->name, feed->parent->name, feed->child->name));
  Place related = place_of(workspace, first);
  if (diag->place.source) diag->label = str_of(second->class);
  if (related.source) diag_relate(sink, diag, related, str_of(first->class));
}

static void compare(Across *across, Heap *heap, const Group *group, FeedList *feeds) {
  Comparing c = {.group = group, .arena = heap->arena, .feeds = feeds};
  c.project = dbt_project_read(across->workspace, heap, group->dir, STR(""));
  c.sure = ARENA_ARRAY(c.arena, Numbers, c.project->nodes.n);
  c.perhaps = ARENA_ARRAY(c.arena, Numbers, c.project->nodes.n);
  c.nodes = ARENA_ARRAY(c.arena, Numbers, group->members.n);
  select_all(&c, heap);
  find_feeds(&c);
}

void across_report(Across *across, Heap *heap) {
  FeedList feeds = {0};
  for (size_t i = 0; i < across->groups.n; i++) {
    const Group *group = across->groups.at[i].value;
    if (group->differ) compare(across, heap, group, &feeds);
  }
  if (feeds.n) qsort(feeds.at, feeds.n, sizeof *feeds.at, by_pair);
  for (size_t i = 0; i < feeds.n; i++)
    if (!i || !same_pair(&feeds.at[i], &feeds.at[i - 1])) report(across->workspace, &feeds.at[i]);
}
