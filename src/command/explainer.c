#include "command/explainer.h"

#include "report/rules_file.h"

struct explainer *command_explainer(const struct options *options, struct error *error) {
    struct rules_file rules;
    struct explainer *explainer = NULL;
    if (rules_file_read(&rules, error)) {
        const struct explainer_options how = {
            .show_secrets = options->show_secrets,
            .rules = rules.text.size ? (const char *)rules.text.data : NULL,
            .rules_name = rules.path,
        };
        explainer = explainer_new(&how, error);
    }
    rules_file_free(&rules);
    return explainer;
}
