/* provider.h: the rules that say what a provider's or a server program's own words mean.
 *
 * The user's rules come first; then those of the provider that is known to speak, then all, in the
 * order of facts/providers.def. Patterns are compiled when they are first tried. */
#ifndef HELOISE_EXPLAIN_PROVIDER_H
#define HELOISE_EXPLAIN_PROVIDER_H

#include "explain/explain.h"

enum {
    PROVIDER_TEXT_KEPT = 4096,   /* octets of a reply that patterns see */
    PROVIDER_MOST_RULES = 10000, /* of the user */
};

struct provider_rules;

/* `text`: the user's rules, a line each (provider, pattern, category, cause, remedy, with a tab
 * between them; # begins a remark), or NULL; copied. `name`: the file that they came from. NULL
 * with `error` filled when memory ran out or a line is bad: its file and line. */
struct provider_rules *provider_rules_new(const char *text, const char *name, struct error *error);
void provider_rules_free(struct provider_rules *rules);

/* The first rule that fits the reply: its code, then the text of all lines joined by blanks.
 * `known`: the provider that speaks, as provider_recognise() names it, or NULL. False when none
 * fits, or when PCRE2 is not there. Slices are static, or live as long as the rules. */
bool provider_match(struct provider_rules *rules, struct slice reply, const char *known,
                    struct explanation_provider *found);

/* Whose server it is, by a greeting or a host name; NULL: nobody that the rules know. Static. */
const char *provider_recognise(struct slice said);

/* Who has to act on what a category of rules is about. False for one that is not known. */
bool provider_who(struct slice category, enum who *who);

#endif
