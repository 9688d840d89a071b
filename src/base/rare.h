/* rare.h: which functions the usual packet, line and session does not need.
 *
 * What every packet passes by has to fit the processor's cache for code, which holds 32 KiB. A
 * compiler that knows that a call is rare puts it, and what leads to it, apart from the rest of the
 * function, and does not make the callee a part of it. */
#ifndef HELOISE_BASE_RARE_H
#define HELOISE_BASE_RARE_H

/* Holes, damage, what few clients or servers say, memory that ran out. */
#define RARE __attribute__((cold, noinline))

/* Once or twice a session, or once in many packets: it stays as fast as it can be, and out of its
 * callers, which find their registers free. */
#define APART __attribute__((noinline))

/* What this function calls becomes part of it, and so on, but for what is APART or RARE: each
 * packet then passes through one function and not through five. */
#define FLAT __attribute__((flatten))

/* What is a part of whatever calls it, however large that is: what is called for each line. */
#define WITHIN static inline __attribute__((always_inline))

/* Whether something is the case that nearly never is. */
WITHIN _Bool rarely(_Bool condition) {
    return __builtin_expect(condition, 0);
}

#endif
