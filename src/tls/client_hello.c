#include "tls/hello.h"
#include "tls/vector.h"

enum { NAME_TYPE_HOST = 0 };

static void read_server_name(struct slice data, struct client_hello *hello) {
    struct slice names, name;
    uint16_t type;
    if (!vector_read(&data, 2, &names))
        return;
    while (vector_item(&names, 1, &type, &name)) {
        if (type != NAME_TYPE_HOST)
            continue;
        hello->server_name = name;
        return;
    }
}

/* A list that cannot be read is left empty: whoever cares for it is the server. */
static void read_extension(uint16_t type, struct slice data, struct client_hello *hello) {
    switch (type) {
    case EXTENSION_SERVER_NAME:
        read_server_name(data, hello);
        break;
    case EXTENSION_VERSIONS:
        (void)vector_read(&data, 1, &hello->versions);
        break;
    case EXTENSION_GROUPS:
        (void)vector_read(&data, 2, &hello->groups);
        break;
    case EXTENSION_POINT_FORMATS:
        (void)vector_read(&data, 1, &hello->point_formats);
        break;
    case EXTENSION_SIGNATURES:
        (void)vector_read(&data, 2, &hello->signatures);
        break;
    case EXTENSION_ALPN:
        (void)vector_read(&data, 2, &hello->protocols);
        break;
    case EXTENSION_SESSION_TICKET:
        hello->has_ticket = data.size > 0;
        break;
    case EXTENSION_EARLY_DATA:
        hello->early_data = true;
        break;
    default:
        break;
    }
}

bool client_hello_read(struct slice body, struct client_hello *hello) {
    struct slice compressions, rest, data;
    uint16_t type;
    *hello = (struct client_hello){0};
    if (!vector_number(&body, 2, &hello->version) ||
        !vector_take(&body, TLS_RANDOM, &hello->random) ||
        !vector_read(&body, 1, &hello->session_id) || !vector_read(&body, 2, &hello->ciphers) ||
        !vector_read(&body, 1, &compressions))
        return false;
    if (body.size == 0)
        return true; /* extensions came with TLS 1.2 (RFC 5246 7.4.1.2) */
    if (!vector_read(&body, 2, &hello->extensions))
        return false;
    rest = hello->extensions;
    while (vector_item(&rest, 2, &type, &data))
        read_extension(type, data, hello);
    return rest.size == 0;
}
