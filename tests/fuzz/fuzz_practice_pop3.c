/* A client of the practice server's POP3; tests/fuzz/practised.h tells how the input is read. */
#include "tests/fuzz/practised.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    practised_try(SERVICE_POP3, slice_of(data, size));
    return 0;
}
