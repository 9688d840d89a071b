#include "report/totals.h"

#include "report/units.h"

void counts_text(struct canvas *canvas, enum ink ink, const struct counted *counts, size_t size) {
    bool first = true;
    bool colored = canvas_ink(canvas, ink);
    for (size_t i = 0; i < size; i++) {
        if (!counts[i].shown)
            continue;
        writer_string(canvas->writer, first ? "" : ", ");
        count_write(canvas->writer, counts[i].one, counts[i].many, counts[i].count);
        first = false;
    }
    canvas_plain(canvas, colored);
    canvas_end_line(canvas);
}

void totals_text(struct canvas *canvas, const struct report_options *options,
                 const struct report_totals *totals) {
    const struct counted counts[] = {
        {N_("{count} file"), N_("{count} files"), totals->files, totals->files > 1},
        {N_("{count} packet"), N_("{count} packets"), totals->packets, true},
        {N_("{count} not TCP"), N_("{count} not TCP"), totals->other_packets, options->verbose},
        {N_("{count} damaged"), N_("{count} damaged"), totals->bad_packets,
         options->verbose || totals->bad_packets > 0},
        {N_("{count} dropped by the kernel"), N_("{count} dropped by the kernel"), totals->dropped,
         totals->dropped > 0},
        {N_("{count} flow"), N_("{count} flows"), totals->flows, true},
        {N_("{count} mail session"), N_("{count} mail sessions"), totals->sessions, true},
        {N_("{count} attempt"), N_("{count} attempts"), totals->attempts, totals->attempts > 0},
        {N_("{count} not mail"), N_("{count} not mail"), totals->not_mail, true},
        {N_("{count} chosen by the filter"), N_("{count} chosen by the filter"), totals->chosen,
         totals->filtered},
    };
    if (!options->quiet)
        counts_text(canvas, INK_NOTE, counts, sizeof counts / sizeof *counts);
}
