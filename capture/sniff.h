/* sniff.h: a device is opened, and then privileges are given up and a sandbox is entered, before
 * the first packet is looked at. */
#ifndef HELOISE_CAPTURE_SNIFF_H
#define HELOISE_CAPTURE_SNIFF_H

#include "capture/device.h"
#include "capture/privileges.h"
#include "capture/sandbox.h"

struct sniffing {
    struct device_options device;
    const char *write; /* the capture that is written meanwhile; NULL: none */
    const char *user;  /* whom root goes on as; NULL: see privileges_choose() */
    enum sandbox sandbox;
};

/* Does all of that; the process is another one after it. `as` tells who it goes on as. The file is
 * made by that user, or by root where that is nobody. NULL with `error` filled. */
struct device *sniff_begin(const struct sniffing *sniffing, struct privileges *as,
                           struct error *error);

#endif
