/* Anything at all as both sides of POP3; tests/fuzz/steered.h tells how the input is read. */
#include "protocol/registry.h"
#include "tests/fuzz/steered.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct protocol *const protocols[] = {&pop3_protocol, &smtp_protocol};
    steered_try(protocols, slice_of(data, size));
    return 0;
}
