/* A client of the practice server's SMTP, submission and LMTP; tests/fuzz/practised.h tells how the
 * input is read, the lowest bits of its first octet also choose the service. */
#include "tests/fuzz/practised.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const enum service services[] = {SERVICE_SMTP, SERVICE_SMTP, SERVICE_SUBMISSION,
                                            SERVICE_LMTP};
    if (size > 0)
        practised_try(services[data[0] & 3], slice_of(data, size));
    return 0;
}
