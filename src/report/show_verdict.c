#include "report/show.h"

bool show_verdict(struct show *show, uint32_t n) {
    const struct decision *decision = decisions_find(&show->decisions, n);
    if (!decision)
        return false;
    bool some = decision->count < decision->all;
    const char *sentence = !some ? _("verdict: {verdict}")
                           : decision->count == 1
                               ? _("verdict for {recipient}: {verdict}")
                               : P_("verdict for {count} recipient: {verdict}",
                                    "verdict for {count} recipients: {verdict}", decision->count);
    SHEET_NOTE(&show->sheet, ink_of_verdict(decision->verdict), sentence,
               WORD("verdict", verdict_name(decision->verdict)),
               WORD_SLICE("recipient", decision->recipient), WORD_NUMBER("count", decision->count));
    return true;
}
