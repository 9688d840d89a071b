/* capture_folders.h: something that must hold for every capture at hand: one test a folder.
 */
#ifndef HELOISE_TESTS_CAPTURE_FOLDERS_H
#define HELOISE_TESTS_CAPTURE_FOLDERS_H

#include <stddef.h>

/* Runs `failures_of` for every capture in samples, tests/captures and ../shared/captures; a folder
 * that is not there is skipped. It tells its failures on stderr and returns how many there were.
 * Returns what main() returns. */
int capture_folders_main(size_t (*failures_of)(const char *name));

#endif
