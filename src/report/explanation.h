/* explanation.h: explanations written down as JSON (heloise.explanation/1) and as Markdown. */
#ifndef HELOISE_REPORT_EXPLANATION_H
#define HELOISE_REPORT_EXPLANATION_H

#include "base/json.h"
#include "explain/explain.h"

/* An object; `key` NULL: an element, or alone on its line. */
void explanation_json(struct json *json, const char *key, const struct explanation *explanation);

/* The sentence above a provider's words, with places {name} and {category}. */
const char *explanation_provider_heading(const struct explanation_provider *provider);

/* A section with its heading. */
void explanation_markdown(struct writer *writer, const struct explanation *explanation);

#endif
