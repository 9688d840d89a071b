#include "live/letter.h"

#include <time.h>

#include "base/text.h"
#include "base/words.h"
#include "live/content.h"

/* Octets of a line of base64, before they are encoded; of a line of text (RFC 5322 2.1.1). */
enum { BASE64_LINE = 57, LINE_MOST = 998 };

static const char boundary[] = "----=_heloise_part";

/* ---- fields ---- */

static struct slice name_of(const char *header) {
    struct slice text = slice_string(header);
    return slice_first(text, slice_find(text, ':'));
}

/* A name of printable octets, a colon, and no line end but in front of a blank. */
static bool is_field(const char *header) {
    struct slice text = slice_string(header), name = name_of(header);
    if (name.size == 0 || name.size == text.size)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] <= ' ' || name.data[i] >= 0x7f)
            return false;
    for (size_t i = name.size; i < text.size; i++)
        if (text.data[i] == '\r' ||
            (text.data[i] == '\n' && (i + 1 == text.size || !octet_is_blank(text.data[i + 1]))))
            return false;
    return true;
}

static bool is_given(const struct letter *letter, const char *name) {
    for (size_t i = 0; i < letter->header_count; i++)
        if (slice_equal_nocase(name_of(letter->headers[i]), slice_string(name)))
            return true;
    return false;
}

/* Begins a field, unless one of its name was given. */
static bool begin_field(struct writer *writer, const struct letter *letter, const char *name) {
    if (is_given(letter, name))
        return false;
    writer_string(writer, name);
    writer_string(writer, ": ");
    return true;
}

static void write_field(struct writer *writer, const struct letter *letter, const char *name,
                        const char *value) {
    if (!begin_field(writer, letter, name))
        return;
    writer_string(writer, value);
    writer_string(writer, "\r\n");
}

static void write_recipients(struct writer *writer, const struct letter *letter) {
    if (!begin_field(writer, letter, "To"))
        return;
    for (size_t i = 0; i < letter->to_count; i++) {
        writer_string(writer, i ? ",\r\n <" : "<");
        writer_string(writer, letter->to[i]);
        writer_put(writer, '>');
    }
    writer_string(writer, "\r\n");
}

static void write_times(struct writer *writer, const struct letter *letter) {
    time_t seconds = (time_t)(letter->moment.ns / DURATION_SECOND);
    struct tm date;
    char text[40];
    if (!gmtime_r(&seconds, &date) ||
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &date) == 0)
        return;
    write_field(writer, letter, "Date", text);
    if (!begin_field(writer, letter, "Message-ID"))
        return;
    writer_put(writer, '<');
    writer_number(writer, (uint64_t)letter->moment.ns, 1);
    writer_string(writer, ".heloise@");
    writer_string(writer, letter->host);
    writer_string(writer, ">\r\n");
}

static void write_fields(struct writer *writer, const struct letter *letter) {
    write_times(writer, letter);
    if (begin_field(writer, letter, "From")) {
        writer_put(writer, '<');
        writer_string(writer, *letter->from ? letter->from : "postmaster@");
        writer_string(writer, *letter->from ? "" : letter->host);
        writer_string(writer, ">\r\n");
    }
    write_recipients(writer, letter);
    write_field(writer, letter, "Subject", _("Test message"));
    write_field(writer, letter, "User-Agent", "heloise");
    for (size_t i = 0; i < letter->header_count; i++) {
        content_lines(writer, slice_string(letter->headers[i]));
    }
    write_field(writer, letter, "MIME-Version", "1.0");
}

/* ---- content ---- */

static void write_base64(struct writer *writer, struct slice octets) {
    while (octets.size > 0) {
        writer_base64(writer, slice_first(octets, BASE64_LINE));
        writer_string(writer, "\r\n");
        octets = slice_from(octets, BASE64_LINE);
    }
}

/* Whether it may go as it is: ASCII without NUL, in lines that are not too long. */
static bool is_plain(struct slice text) {
    if (text_first_high(text) != SLICE_NONE || slice_find(text, 0) != SLICE_NONE)
        return false;
    while (text.size > 0) {
        size_t end = slice_find(text, '\n');
        if (slice_first(text, end).size > LINE_MOST)
            return false;
        text = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(text, end + 1);
    }
    return true;
}

static void write_text(struct writer *writer, const struct letter *letter, struct slice text) {
    bool plain = is_plain(text);
    if (!is_given(letter, "Content-Type") || letter->attachment_count > 0)
        writer_string(writer, "Content-Type: text/plain; charset=utf-8\r\n");
    writer_string(writer, plain ? "Content-Transfer-Encoding: 7bit\r\n\r\n"
                                : "Content-Transfer-Encoding: base64\r\n\r\n");
    if (plain)
        content_lines(writer, text);
    else
        write_base64(writer, text);
}

/* A file's name as a quoted string: what has no place there becomes _. */
static void write_name(struct writer *writer, const char *name) {
    writer_put(writer, '"');
    for (; *name; name++) {
        bool good = *name >= ' ' && *name < 0x7f && *name != '"' && *name != '\\';
        writer_put(writer, good ? *name : '_');
    }
    writer_put(writer, '"');
}

static void write_boundary(struct writer *writer, bool last) {
    writer_string(writer, "--");
    writer_string(writer, boundary);
    writer_string(writer, last ? "--\r\n" : "\r\n");
}

static void write_parts(struct writer *writer, const struct letter *letter, struct slice text) {
    writer_string(writer, "Content-Type: multipart/mixed; boundary=\"");
    writer_string(writer, boundary);
    writer_string(writer, "\"\r\n\r\n");
    write_boundary(writer, false);
    write_text(writer, letter, text);
    for (size_t i = 0; i < letter->attachment_count; i++) {
        const struct attachment *attachment = &letter->attachments[i];
        write_boundary(writer, false);
        writer_string(writer, "Content-Type: application/octet-stream\r\n"
                              "Content-Disposition: attachment; filename=");
        write_name(writer, attachment->name);
        writer_string(writer, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        write_base64(writer, attachment->octets);
    }
    write_boundary(writer, true);
}

bool letter_write(struct writer *writer, const struct letter *letter, struct error *error) {
    struct slice text = letter->body;
    for (size_t i = 0; i < letter->header_count; i++)
        if (!is_field(letter->headers[i]))
            return error_set(error, ERROR_USAGE, _("'%s' is no header field (Name: value)"),
                             letter->headers[i]);
    if (text.size == 0)
        text =
            slice_string(_("This message was sent by heloise to see whether mail gets through."));
    write_fields(writer, letter);
    if (letter->attachment_count > 0)
        write_parts(writer, letter, text);
    else
        write_text(writer, letter, text);
    return writer->cause == 0 || error_memory(error);
}
