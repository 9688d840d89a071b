#include "live/patience.h"

#include "base/words.h"

const struct patience_fact patience_facts[PATIENCES] = {
#define PATIENCE(what, seconds, awaited, missing) {seconds, awaited, missing},
#include "live/patience.def"
#undef PATIENCE
};

duration patience_of(enum patience what, duration own) {
    return own > 0 ? own : patience_facts[what].seconds * DURATION_SECOND;
}
