/* json_header.c: what the header of a message tells: its way, what servers found out, who signed
 * it, and the delivery report that it is about. */
#include "message/authentication.h"
#include "message/content.h"
#include "message/delivery_report.h"
#include "message/path.h"
#include "message/received_spf.h"
#include "message/signature.h"
#include "report/json_report.h"

static void write_hop(struct json *json, const struct hop *hop) {
    const struct received *received = &hop->received;
    json_object(json, NULL);
    json_optional_text(json, "from", received->from);
    json_optional_text(json, "address", received->address);
    json_optional_text(json, "by", received->by);
    json_optional_text(json, "via", received->via);
    json_optional_text(json, "with", received->with);
    json_optional_text(json, "tls", received->tls);
    json_optional_text(json, "cipher", received->cipher);
    json_optional_text(json, "id", received->id);
    json_optional_text(json, "for", received->recipient);
    if (hop->timed)
        json_moment(json, "at", hop->at);
    if (hop->delay != DURATION_UNKNOWN)
        json_seconds(json, "delay", hop->delay);
    json_object_end(json);
}

/* The first hop comes first. */
static void write_path(struct json *json, const struct path *path) {
    if (path->count == 0)
        return;
    json_array(json, "received");
    for (size_t i = 0; i < path->count; i++)
        write_hop(json, &path->hops[i]);
    json_array_end(json);
}

/* ---- what servers found out ---- */

static void write_result(struct json *json, const struct authentication_result *result) {
    struct slice rest = result->properties;
    struct authentication_property property;
    json_object(json, NULL);
    json_text(json, "method", result->method);
    json_text(json, "result", result->result);
    json_optional_text(json, "reason", result->reason);
    json_optional_text(json, "comment", result->comment);
    if (rest.size > 0) {
        json_array(json, "properties");
        while (authentication_property(&rest, &property)) {
            json_object(json, NULL);
            json_text(json, "name", property.name);
            json_text(json, "value", property.value);
            json_object_end(json);
        }
        json_array_end(json);
    }
    json_object_end(json);
}

static void write_results(struct json *json, const struct field *field) {
    struct authentication authentication;
    struct authentication_result result;
    authentication_read(field->value, &authentication);
    json_object(json, NULL);
    json_text(json, "field", field->name);
    json_optional_text(json, "instance", authentication.instance);
    json_optional_text(json, "by", authentication.server);
    json_array(json, "results");
    while (authentication_next(&authentication, &result))
        write_result(json, &result);
    json_array_end(json);
    json_object_end(json);
}

static void write_spf(struct json *json, const struct field *field) {
    struct received_spf spf;
    received_spf_read(field->value, &spf);
    json_object(json, NULL);
    json_text(json, "field", field->name);
    json_optional_text(json, "by", spf.receiver);
    json_array(json, "results");
    json_object(json, NULL);
    json_word(json, "method", "spf");
    json_text(json, "result", spf.result);
    json_optional_text(json, "comment", spf.comment);
    json_optional_text(json, "address", spf.address);
    json_optional_text(json, "sender", spf.sender);
    json_optional_text(json, "helo", spf.helo);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
}

/* ---- who signed ---- */

static void write_signed_fields(struct json *json, struct slice rest) {
    struct slice name;
    if (rest.size == 0)
        return;
    json_array(json, "fields");
    while (tag_name_next(&rest, &name))
        json_text(json, NULL, name);
    json_array_end(json);
}

static void write_signature(struct json *json, const struct field *field) {
    struct signature signature;
    signature_read(field->value, slice_starts_nocase(field->name, SLICE("ARC-")), &signature);
    json_object(json, NULL);
    json_text(json, "field", field->name);
    json_optional_text(json, "instance", signature.instance);
    json_optional_text(json, "domain", signature.domain);
    json_optional_text(json, "selector", signature.selector);
    json_optional_text(json, "identity", signature.identity);
    json_optional_text(json, "algorithm", signature.algorithm);
    json_optional_text(json, "canonicalization", signature.canonical);
    json_optional_text(json, "chain", signature.chain);
    write_signed_fields(json, signature.fields);
    if (signature.limited)
        json_number(json, "body_octets", signature.body_octets);
    if (signature.dated)
        json_moment(json, "signed", signature.signed_at);
    if (signature.expiring)
        json_moment(json, "expires", signature.expires);
    json_object_end(json);
}

/* ---- fields of a kind, in the order of the header ---- */

struct kind {
    const char *name;
    void (*write)(struct json *json, const struct field *field);
};

static void write_kinds(struct json *json, const char *key, const struct field_list *list,
                        const struct kind *kinds, size_t count) {
    bool any = false;
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < count; k++) {
            if (!slice_equal_nocase(list->fields[i].name, slice_string(kinds[k].name)))
                continue;
            if (!any)
                json_array(json, key);
            any = true;
            kinds[k].write(json, &list->fields[i]);
        }
    if (any)
        json_array_end(json);
}

static const struct kind checks[] = {
    {"Authentication-Results", write_results},
    {"ARC-Authentication-Results", write_results},
    {"Received-SPF", write_spf},
};

static const struct kind signatures[] = {
    {"DKIM-Signature", write_signature},
    {"ARC-Message-Signature", write_signature},
    {"ARC-Seal", write_signature},
};

/* ---- a delivery report ---- */

static void write_reported(struct json *json, struct slice text, struct arena *arena) {
    static const struct {
        const char *key, *field;
    } fields[] = {
        {"recipient", "Final-Recipient"},
        {"action", "Action"},
        {"status", "Status"},
        {"remote", "Remote-MTA"},
        {"diagnostic", "Diagnostic-Code"},
    };
    struct field_list group;
    bool read = fields_read(text, arena, &group);
    json_object(json, NULL);
    for (size_t i = 0; read && i < sizeof fields / sizeof *fields; i++) {
        const struct field *field = fields_find(&group, fields[i].field, NULL);
        if (field)
            json_optional_text(json, fields[i].key, field->value);
    }
    json_object_end(json);
}

/* Recipients that are there to their end. */
static void write_report(struct json *json, const struct content *content, struct arena *arena) {
    struct delivery_report report;
    if (!delivery_report_read(content->octets, arena, &report))
        return;
    size_t count = report.count - (!content->whole && !report.closed);
    json_array(json, "report");
    for (size_t i = 0; i < count; i++)
        write_reported(json, report.recipients[i], arena);
    json_array_end(json);
}

void json_header(struct json *json, const struct transcript *transcript,
                 const struct transcript_entry *entry) {
    struct arena arena = {0};
    struct content content;
    struct path path;
    if (entry->preview.size > 0 && content_read(transcript, entry, &arena, &content) &&
        path_read(&content.header, &arena, &path)) {
        json_object(json, "header");
        json_number(json, "fields", content.header.count);
        json_truth(json, "whole", content.header_whole);
        write_path(json, &path);
        write_kinds(json, "authentication", &content.header, checks,
                    sizeof checks / sizeof *checks);
        write_kinds(json, "signatures", &content.header, signatures,
                    sizeof signatures / sizeof *signatures);
        write_report(json, &content, &arena);
        json_object_end(json);
    }
    arena_free(&arena);
}
