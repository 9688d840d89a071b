#include "report/explanation.h"

static void write_parts(struct json *json, const struct explanation *explanation) {
    if (explanation->part_count == 0)
        return;
    json_array(json, "parts");
    for (size_t i = 0; i < explanation->part_count; i++) {
        const struct explanation_part *part = &explanation->parts[i];
        json_object(json, NULL);
        json_number(json, "start", part->start);
        json_number(json, "end", part->end);
        json_text(json, "text",
                  slice_part(explanation->input, part->start, part->end - part->start));
        json_text(json, "name", part->name);
        json_optional_text(json, "meaning", part->meaning);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_provider(struct json *json, const struct explanation_provider *provider) {
    if (provider->name.size == 0)
        return;
    json_object(json, "provider");
    json_text(json, "name", provider->name);
    json_text(json, "category", provider->category);
    json_optional_text(json, "cause", provider->cause);
    json_optional_text(json, "remedy", provider->remedy);
    json_object_end(json);
}

void explanation_json(struct json *json, const char *key, const struct explanation *explanation) {
    json_object(json, key);
    json_word(json, "schema", "heloise.explanation/1");
    json_text(json, "input", explanation->input);
    if (explanation->protocol)
        json_word(json, "protocol", explanation->protocol);
    json_text(json, "title", explanation->title);
    json_text(json, "summary", explanation->summary);
    json_optional_text(json, "detail", explanation->detail);
    write_parts(json, explanation);
    if (explanation->before)
        json_word(json, "before", explanation->before);
    if (explanation->after)
        json_word(json, "after", explanation->after);
    if (explanation->permanence != PERMANENCE_NONE)
        json_word(json, "permanence", permanence_name(explanation->permanence));
    if (explanation->judged)
        json_word(json, "who", who_name(explanation->who));
    json_optional_texts(json, "check", explanation->check, explanation->check_count);
    json_optional_texts(json, "next", explanation->next, explanation->next_count);
    write_provider(json, &explanation->provider);
    json_optional_texts(json, "reference", explanation->reference, explanation->reference_count);
    json_optional_texts(json, "also", explanation->also, explanation->also_count);
    if (explanation->generic)
        json_truth(json, "generic", true);
    json_object_end(json);
}
