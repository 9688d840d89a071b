#include "live/patience.h"

#include "base/words.h"

const struct patience_fact patience_facts[PATIENCES] = {
#define PATIENCE(what, seconds, awaited, missing) {seconds, awaited, missing},
#include "live/patience.def"
#undef PATIENCE
};
