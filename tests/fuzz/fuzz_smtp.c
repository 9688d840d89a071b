/* Anything at all as both sides of SMTP and LMTP; tests/fuzz/steered.h tells how the input is read.
 */
#include "protocol/registry.h"
#include "tests/fuzz/steered.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct protocol *const protocols[] = {&smtp_protocol, &lmtp_protocol};
    steered_try(protocols, slice_of(data, size));
    return 0;
}
