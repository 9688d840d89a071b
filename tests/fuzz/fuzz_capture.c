/* Anything at all as a capture file: the whole way from the reader to the reports. The last octet
 * chooses what is made of the sessions, so that a file with one octet behind it is a seed. */
#include "tests/fuzz/insist.h"
#include "tests/property/capture_rendering.h"
#include "tests/property/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    struct memory_file file = memory_file_new();
    enum rendering rendering = (enum rendering)(data[size - 1] % RENDERINGS);
    memory_file_fill(&file, slice_of(data, size - 1));
    struct rendered rendered = render_capture(file.name, rendering);
    memory_file_close(&file);
    INSIST(!rendered.fault, "rendering %d: %s", (int)rendering, rendered.fault);
    INSIST(rendered.error.kind == ERROR_NONE || rendered.error.kind == ERROR_DATA, "%s",
           rendered.error.text);
    return 0;
}
