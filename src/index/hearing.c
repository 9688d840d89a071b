/* Rows judged together, in the order in which they began: diagnose/chronicle.h. */
#include "diagnose/ledger.h"
#include "index/index_inside.h"

static struct chronicle_session session_of(const struct row *row) {
    return (struct chronicle_session){.id = row->shown.id, .source = row->shown.source};
}

static struct finding_list findings_of(struct summary *summary) {
    return (struct finding_list){
        .items = summary->findings, .count = summary->finding_count, .arena = &summary->arena};
}

/* What was added to the list is the summary's, found by what other sessions did. */
static void take_found(struct summary *summary, const struct finding_list *found) {
    for (size_t i = summary->finding_count; i < found->count; i++)
        if (found->items[i].severity > summary->severity)
            summary->severity = found->items[i].severity;
    summary->across += found->count - summary->finding_count;
    summary->findings = found->items;
    summary->finding_count = found->count;
}

/* What it did is remembered by then, or never will be. */
static void drop_ledger(struct row *row) {
    ledger_free(row->ledger);
    row->ledger = NULL;
}

void hear_row(struct index *index, struct row *row) {
    row->heard = true;
    if (index->chronicle) {
        struct finding_list found = findings_of(row->summary);
        struct chronicle_session session = session_of(row);
        chronicle_hear(index->chronicle, &session, row->ledger, &found);
        take_found(row->summary, &found);
    }
    drop_ledger(row);
}

void hear_kept(struct index *index) {
    bool nothing_new = index->heard_of == index->builder.done && !index->out_of_turn;
    if (!index->chronicle || nothing_new)
        return;
    index->heard_of = index->builder.done;
    for (size_t i = index->heard; i < index->kept_count; i++) {
        struct row *row = index->kept[i];
        if (row->state == ROW_DONE && !row->heard)
            hear_row(index, row);
        if (row->heard && i == index->heard)
            index->heard++;
        else if (!row->heard && !index->out_of_turn)
            return;
    }
}

/* Adds a finding that lies elsewhere. */
static void add_copy(struct summary *summary, const struct finding *finding) {
    struct finding_list found = findings_of(summary);
    if (finding_list_copy(&found, finding))
        take_found(summary, &found);
}

void hear_end(struct index *index) {
    if (!index->chronicle || index->heard_all)
        return;
    index->heard_all = true;
    index->late = chronicle_end(index->chronicle, index->builder.now, &index->late_count);
    for (size_t i = 0; i < index->late_count; i++)
        if (index->late[i].session.id < index->kept_count)
            add_copy(index->kept[index->late[i].session.id]->summary, &index->late[i].finding);
}

void hear_opened(struct index *index, const struct row *kept, struct row *opened,
                 const struct diagnoser *diagnoser) {
    const struct summary *known = kept->summary;
    struct chronicle_session session = session_of(kept);
    if (!index->chronicle || !diagnoser)
        return;
    for (size_t i = known->finding_count - known->across; i < known->finding_count; i++)
        add_copy(opened->summary, &known->findings[i]);
    struct finding_list found = findings_of(opened->summary);
    chronicle_review(index->chronicle, diagnoser, &session, opened->ledger, &found);
    take_found(opened->summary, &found);
    drop_ledger(opened);
}
