/* rules_explainer.h: an explainer that knows the user's rules file too. */
#ifndef HELOISE_REPORT_RULES_EXPLAINER_H
#define HELOISE_REPORT_RULES_EXPLAINER_H

#include "explain/explain.h"

/* NULL with `error` filled: the rules cannot be read, one of them is bad, or memory ran out. Free
 * with explainer_free(). */
struct explainer *rules_explainer(bool show_secrets, struct error *error);

#endif
