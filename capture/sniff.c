#include "capture/sniff.h"

static bool record(struct device *device, const struct sniffing *sniffing, struct error *error) {
    return !sniffing->write || device_record(device, sniffing->write, error);
}

/* A file of the user's is made by the user, who then can do with it what users can, and no more;
 * nobody can make none. */
static bool settle(struct device *device, const struct sniffing *sniffing,
                   const struct privileges *as, struct error *error) {
    if (as->nobody && !record(device, sniffing, error))
        return false;
    if (!privileges_drop(as, error))
        return false;
    if (!as->nobody && !record(device, sniffing, error))
        return false;
    return sandbox_enter(sniffing->sandbox, error);
}

struct device *sniff_begin(const struct sniffing *sniffing, struct privileges *as,
                           struct error *error) {
    if (!privileges_choose(as, sniffing->user, error))
        return NULL;
    struct device *device = device_open(&sniffing->device, error);
    if (!device || settle(device, sniffing, as, error))
        return device;
    device_close(device);
    return NULL;
}
