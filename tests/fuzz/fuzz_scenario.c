/* Any text at all as a scenario, and a question to each of its stages. */
#include "practice/scenario.h"
#include "tests/fuzz/insist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const stages[] = {"connect", "always", "RCPT", "RETR", "message"};
    struct error error = {0};
    struct scenario *scenario = scenario_new(&error);
    struct scenario_memory memory = {{0}};
    INSIST(scenario != NULL, "%s", error.text);
    bool good = scenario_add(scenario, slice_of(data, size), "rules", &error);
    INSIST(good == (error.kind == ERROR_NONE), "an error is told");
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
        struct scenario_question question = {
            .stage = stages[i], .argument = slice_of(data, size), .envelope = size + 1};
        (void)scenario_ask(scenario, &memory, &question);
    }
    (void)scenario_hides(scenario, slice_of(data, size), false);
    scenario_free(scenario);
    return 0;
}
