#include "report/rules_explainer.h"

#include "report/rules_file.h"

struct explainer *rules_explainer(bool show_secrets, struct error *error) {
    struct rules_file rules;
    struct explainer *explainer = NULL;
    if (rules_file_read(&rules, error)) {
        const struct explainer_options how = {
            .show_secrets = show_secrets,
            .rules = rules.text.size ? (const char *)rules.text.data : NULL,
            .rules_name = rules.path,
        };
        explainer = explainer_new(&how, error);
    }
    rules_file_free(&rules);
    return explainer;
}
