/* lower_choice: which partitions definition the files of a component give to which of its assets, and which one the
 * component then has. Part of lower_partitions, which says what is given in which order. */
#ifndef DBTPLAN_LOWER_CHOICE_H
#define DBTPLAN_LOWER_CHOICE_H

#include "compiler/lower/class_spec.h"
#include "compiler/lower/lower_layer.h"
#include "compiler/lower/lower_targets.h"

/* A definition that some file applies; without a tree: that there is none. */
typedef struct Applied {
  Node *tree;
  ScopeKind scope;
  Str from;    /* "file:line:column" */
  Str defined; /* the same of the template var that makes it; empty where the definition stands in place */
  Place place;
} Applied;

typedef struct Choice {
  PlanComponent *component;
  const VarList *all;  /* what the component itself sees */
  VarScope attributes; /* and the scope of these at load */
  bool failed;
  VEC(Applied) applied;
  Targets targets;
  size_t whole;     /* number in `applied` of what holds for the component, plus 1; 0: nothing does */
  size_t *of_asset; /* the same for each asset of `targets` */
  AssetList *upstream; /* what they depend on; NULL: not looked at */
  Targets models; /* the assets where `translation` alone asks for them */
  bool models_read;
  StrList class_keys; /* that the component's class gave, as spec_key has them */
  TranslationUse use; /* of `translation` */
  StrList read_keys;  /* that `translation` gives what they read */
  bool sources_share; /* several sources may have one key, or may perhaps */
  bool depends;    /* an asset was made to depend on itself: reported */
  bool is_partial; /* some definition was given to some assets */
  StrList by_env;  /* attributes that the environment makes, of some assets or all */
  bool given_by_env; /* a target that gives a definition asks for one of these */
  bool has_prefixes; /* `translation` puts a prefix before the keys that differs from model to model, or may */
} Choice;

typedef void TryAsset(Layer *layer, Choice *choice, Asset *asset, void *state);
/* Calls `try` for what `assets` (NULL: none) depend on, until something fails. Of what is not the component's own
 * nothing is kept, but what fails for it fails the load. */
void choice_upstream(Layer *layer, Choice *choice, const Assets *assets, TryAsset *try, void *state);
/* The same with the value of one tree. */
void choice_try_upstream(Layer *layer, Choice *choice, Node *tree);

/* Gives a definition, the value of a tree, to the assets of a set; NULL: to all. */
void choice_give(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set, Node *tree, Value v);
/* Gives one asset its own. */
void choice_give_one(Layer *layer, Choice *choice, const YNode *yaml, size_t asset, Value v);
/* Gives what is refused, by a text that says what it is, or as one that differs from asset to asset. */
void choice_give_unsupported(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set, Str what);
void choice_refuse_each(Layer *layer, Choice *choice, const YNode *yaml, const uint8_t *set);
/* Writes the outcome to the component. */
void choice_settle(Choice *choice, DiagSink *sink);

#endif
