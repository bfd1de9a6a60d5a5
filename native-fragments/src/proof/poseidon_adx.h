/*
 * Poseidon in the form that poseidon_adx.c computes. Lanes are kept as plain numbers times a factor that is the same for all
 * of a state, changes from round to round, and is made up for by the constants; no number is brought into Montgomery form.
 *
 * The matrix 1 / (i + j + width) times the least common multiple L of its denominators has entries of less than 48 bits: a
 * full round multiplies by those, and its factor by L.
 */
#ifndef FONDACO_POSEIDON_ADX_H
#define FONDACO_POSEIDON_ADX_H

#include "poseidon.h"

#if defined(__x86_64__)

#define HALF (FULL_ROUNDS / 2)
/* Groups of which the partial rounds are a recurrence. */
#define RECURRENT_WIDTH 9

/*
 * The partial rounds see the state only through lane 0: what it is in round k, u[k], comes from what it was and from its fifth
 * powers with their keys y by a recurrence that is the same for all rounds, u[k] = the sum of a[i] u[k-i] + n[i] y[k-i] for i
 * from 1 to the width, once a round has as many before it; until then a part of the state at the start comes in addition.
 * a and n are coefficients of characteristic polynomials of the matrix. With u[k] and y[k] times (-L)^k they are whole numbers
 * of at most 119 bits, and all but the last 8 lanes' worth of 81 multiplications a round is one number by two words.
 */
struct recurrence {
    /* For each i from 1 on two words that go with -u[k-i] and two with -y[k-i], for minus u[k]. */
    uint64_t taps[4 * RECURRENT_WIDTH];
    /* Makes y[k] of the fifth power of -u[k]. */
    fr scale[MAX_PARTIAL];
    fr keys[MAX_PARTIAL];
    /* A row for each lane: what it takes of y, u, y, .. u, y of the last rounds. */
    fr after[RECURRENT_WIDTH * (2 * RECURRENT_WIDTH - 1)];
};

struct poseidon_adx {
    /* Added to the tag and the elements. */
    fr start[MAX_WIDTH];
    uint64_t matrix[MAX_WIDTH * MAX_WIDTH];
    /* For the mixing after each of the first three full rounds and of the three that follow the partial ones. */
    fr keys[2 * (HALF - 1) * MAX_WIDTH];
    /* The mixing before the partial rounds: a row for each lane, and what is added to it. */
    fr middle[MAX_WIDTH * MAX_WIDTH];
    fr middle_keys[MAX_WIDTH];
    /* What makes the digest. */
    fr last[MAX_WIDTH];
    struct recurrence recurrence;
};

/* For a width of 3, 5, 9 or 12. */
const struct poseidon_adx *fp_poseidon_adx(int width);

/* Called once the constants are made. */
void fp_poseidon_adx_prepare(void);

#endif

#endif
