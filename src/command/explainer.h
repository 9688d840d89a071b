/* explainer.h: an explainer as the command line and the user's rules file want it. */
#ifndef HELOISE_COMMAND_EXPLAINER_H
#define HELOISE_COMMAND_EXPLAINER_H

#include "command/options.h"

/* NULL with `error` filled: the rules cannot be read, one of them is bad, or memory ran out. Free
 * with explainer_free(). */
struct explainer *command_explainer(const struct options *options, struct error *error);

#endif
