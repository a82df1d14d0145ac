/* own_deps: an asset that `deps` makes depend on itself, which Dagster refuses when it loads the project.
 *
 * `deps` below `translation` belong to every asset of the component, and so do those of a target `*`. Only where the
 * keys of the assets are known: those of the models, with or without a `key_prefix` that is plain text. */
#ifndef DBTPLAN_CHECK_OWN_DEPS_H
#define DBTPLAN_CHECK_OWN_DEPS_H

#include "runtime/plan/bind.h"

/* Reports to `sink`; whether something was found that is not silenced. */
bool own_deps_check(Heap *heap, const BoundComponent *bound, DiagSink *sink);

#endif
