#include "live/bearer.h"

static bool is_google(const char *mechanism) {
    return strcmp(mechanism, "XOAUTH2") == 0;
}

/* In GS2's header a comma and = are written as =2C and =3D (RFC 5801 4). */
static void write_name(struct writer *writer, const char *user) {
    for (; *user; user++) {
        if (*user == ',')
            writer_string(writer, "=2C");
        else if (*user == '=')
            writer_string(writer, "=3D");
        else
            writer_put(writer, *user);
    }
}

void bearer_write(struct writer *writer, const char *mechanism, const char *user, const char *token,
                  const struct target *target) {
    if (is_google(mechanism)) {
        writer_string(writer, "user=");
        writer_string(writer, user);
    } else {
        writer_string(writer, "n,a=");
        write_name(writer, user);
        writer_string(writer, ",\1host=");
        writer_string(writer, target->host);
        writer_string(writer, "\1port=");
        writer_number(writer, target->port, 1);
    }
    writer_string(writer, "\1auth=Bearer ");
    writer_string(writer, token);
    writer_string(writer, "\1\1");
}

struct slice bearer_acknowledge(const char *mechanism) {
    return is_google(mechanism) ? slice_of(NULL, 0) : SLICE("\1");
}
