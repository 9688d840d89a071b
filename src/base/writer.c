#include "base/writer.h"

#include "base/digits.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

static bool fail(struct writer *writer, int cause) {
    if (!writer->cause)
        writer->cause = cause;
    writer->buffer.size = 0;
    return false;
}

/* A pipe or terminal that somebody made non-blocking is waited for. */
static bool wait_for(int fd) {
    struct pollfd wanted = {.fd = fd, .events = POLLOUT};
    return poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

bool writer_flush(struct writer *writer) {
    if (writer->cause)
        return false;
    struct slice rest = buffer_slice(&writer->buffer);
    while (writer->fd != WRITER_MEMORY && rest.size > 0) {
        ssize_t count = write(writer->fd, rest.data, rest.size);
        if (count >= 0)
            rest = slice_from(rest, (size_t)count);
        else if (errno == EAGAIN ? !wait_for(writer->fd) : errno != EINTR)
            return fail(writer, errno);
    }
    if (writer->fd != WRITER_MEMORY)
        writer->buffer.size = 0;
    return true;
}

bool writer_make_room(struct writer *writer, size_t more) {
    if (writer->cause)
        return false;
    if (writer->fd != WRITER_MEMORY && writer->buffer.size > 0 && !writer_flush(writer))
        return false;
    size_t room = writer->fd != WRITER_MEMORY && more < WRITER_BLOCK ? WRITER_BLOCK : more;
    return buffer_reserve(&writer->buffer, room) || fail(writer, ENOMEM);
}

void writer_free(struct writer *writer) {
    buffer_free(&writer->buffer);
}

void writer_repeat_long(struct writer *writer, char octet, size_t count) {
    if (count == 0 || !writer_room(writer, count))
        return;
    memset(writer->buffer.data + writer->buffer.size, octet, count);
    writer->buffer.size += count;
}

void writer_number(struct writer *writer, uint64_t number, unsigned digits) {
    if (!writer_room(writer, DIGITS_MOST))
        return;
    char *at = writer_end(writer);
    writer_end_at(writer,
                  digits > 1 ? digits_put_filled(at, number, digits) : digits_put(at, number));
}

void writer_hex(struct writer *writer, struct slice octets) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < octets.size; i++) {
        writer_put(writer, digits[octets.data[i] >> 4]);
        writer_put(writer, digits[octets.data[i] & 15]);
    }
}

void writer_base64(struct writer *writer, struct slice octets) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (; octets.size > 0; octets = slice_from(octets, 3)) {
        uint32_t group = (uint32_t)octets.data[0] << 16;
        if (octets.size > 1)
            group |= (uint32_t)octets.data[1] << 8;
        if (octets.size > 2)
            group |= octets.data[2];
        char text[4] = {digits[group >> 18], digits[group >> 12 & 63],
                        octets.size > 1 ? digits[group >> 6 & 63] : '=',
                        octets.size > 2 ? digits[group & 63] : '='};
        writer_add(writer, slice_of(text, sizeof text));
    }
}
