#include "capture/encapsulation.h"

#include "capture/link.h"
#include "capture/netfilter.h"
#include "capture/ppp.h"
#include "capture/tunnel.h"
#include "capture/wireless.h"

static const struct encapsulation rows[] = {
#define ENCAPSULATION(by, number, name, strip) {by, number, name, strip},
#include "capture/encapsulations.def"
#undef ENCAPSULATION
};

static uint32_t key_of(enum numbering by, uint16_t number) {
    return (uint32_t)by << 16 | number;
}

const struct encapsulation *encapsulation_find(enum numbering by, uint16_t number) {
    uint32_t wanted = key_of(by, number);
    size_t low = 0, high = sizeof rows / sizeof *rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct encapsulation *row = &rows[middle];
        uint32_t key = key_of(row->by, row->number);
        if (key == wanted)
            return row;
        if (key < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
