#include "base/json.h"

#include "base/calendar.h"
#include "base/text.h"

static void begin_value(struct json *json, const char *key) {
    if (json->comma)
        writer_put(json->writer, ',');
    json->comma = true;
    if (!key)
        return;
    writer_put(json->writer, '"');
    writer_string(json->writer, key);
    writer_add(json->writer, SLICE("\":"));
}

static void open_level(struct json *json, const char *key, char bracket) {
    begin_value(json, key);
    writer_put(json->writer, bracket);
    json->comma = false;
}

static void close_level(struct json *json, char bracket) {
    writer_put(json->writer, bracket);
    json->comma = true;
}

void json_object(struct json *json, const char *key) {
    open_level(json, key, '{');
}

void json_object_end(struct json *json) {
    close_level(json, '}');
}

void json_array(struct json *json, const char *key) {
    open_level(json, key, '[');
}

void json_array_end(struct json *json) {
    close_level(json, ']');
}

void json_line(struct json *json) {
    writer_put(json->writer, '\n');
    json->comma = false;
}

static inline bool is_plain(uint8_t octet) {
    return octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\';
}

static size_t plain_run(struct slice text) {
    size_t run = 0;
    while (run < text.size && is_plain(text.data[run]))
        run++;
    return run;
}

static void write_unit(struct writer *writer, uint32_t unit) {
    uint8_t octets[2] = {(uint8_t)(unit >> 8), (uint8_t)unit};
    writer_add(writer, SLICE("\\u"));
    writer_hex(writer, slice_of(octets, sizeof octets));
}

/* RFC 8259 7: the short escapes where there is one, else \u, past U+FFFF as a surrogate pair. */
static void write_escape(struct writer *writer, uint32_t character) {
    static const char short_forms[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (const char *form = short_forms; *form; form += 2) {
        if (character == (uint8_t)*form) {
            writer_put(writer, '\\');
            writer_put(writer, form[1]);
            return;
        }
    }
    if (character > 0xffff) {
        write_unit(writer, 0xd800 + ((character - 0x10000) >> 10));
        character = 0xdc00 + (character & 0x3ff);
    }
    write_unit(writer, character);
}

void json_text_begin(struct json *json, const char *key) {
    begin_value(json, key);
    writer_put(json->writer, '"');
}

void json_text_piece(struct json *json, struct slice text) {
    struct writer *writer = json->writer;
    while (text.size > 0) {
        size_t run = plain_run(text);
        writer_add(writer, slice_first(text, run));
        text = slice_from(text, run);
        if (text.size == 0)
            return;
        struct slice before = text;
        uint32_t character;
        if (!text_next(&text, &character))
            writer_add(writer, SLICE("\xef\xbf\xbd"));
        else if (character < 0x80 || character_hidden(character))
            write_escape(writer, character);
        else
            writer_add(writer, slice_first(before, before.size - text.size));
    }
}

void json_text_end(struct json *json) {
    writer_put(json->writer, '"');
}

void json_text(struct json *json, const char *key, struct slice text) {
    json_text_begin(json, key);
    json_text_piece(json, text);
    json_text_end(json);
}

void json_word(struct json *json, const char *key, const char *word) {
    json_text(json, key, slice_string(word));
}

void json_number(struct json *json, const char *key, uint64_t number) {
    begin_value(json, key);
    writer_number(json->writer, number, 1);
}

void json_optional_text(struct json *json, const char *key, struct slice text) {
    if (text.size)
        json_text(json, key, text);
}

void json_optional_texts(struct json *json, const char *key, const struct slice *texts,
                         size_t count) {
    if (count == 0)
        return;
    json_array(json, key);
    for (size_t i = 0; i < count; i++)
        json_text(json, NULL, texts[i]);
    json_array_end(json);
}

void json_optional_number(struct json *json, const char *key, uint64_t number) {
    if (number)
        json_number(json, key, number);
}

void json_truth(struct json *json, const char *key, bool truth) {
    begin_value(json, key);
    writer_string(json->writer, truth ? "true" : "false");
}

void json_optional_truth(struct json *json, const char *key, bool truth) {
    if (truth)
        json_truth(json, key, true);
}

void json_seconds(struct json *json, const char *key, duration span) {
    begin_value(json, key);
    seconds_write(json->writer, span, 6);
}

void json_moment(struct json *json, const char *key, struct moment moment) {
    json_text_begin(json, key);
    calendar_rfc3339(json->writer, moment);
    json_text_end(json);
}

void json_base64(struct json *json, const char *key, struct slice octets) {
    json_text_begin(json, key);
    writer_base64(json->writer, octets);
    json_text_end(json);
}

void json_hex(struct json *json, const char *key, struct slice octets) {
    json_text_begin(json, key);
    writer_hex(json->writer, octets);
    json_text_end(json);
}
