/* explainer.h: how an explainer lends what it holds to one explanation. For the files of this room.
 */
#ifndef HELOISE_EXPLAIN_EXPLAINER_H
#define HELOISE_EXPLAIN_EXPLAINER_H

#include "explain/telling.h"

/* A telling that was not begun; all pointers are borrowed. */
struct telling explainer_telling(struct explainer *explainer, struct arena *arena,
                                 const struct context *context, enum explain_depth depth,
                                 struct explanation *explanation);

#endif
