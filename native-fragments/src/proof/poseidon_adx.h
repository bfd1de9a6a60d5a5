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
 * The partial rounds see the state only through lane 0. Of what it is in round k, u[k], and of its fifth powers with their keys,
 * y, there is a recurrence that is the same for all rounds: u[k] = the sum of a[i] u[k-i] + n[i] y[k-i] for i from 1 to the width,
 * and in the first rounds, which have fewer before them, a part of the state at the start besides. a are the coefficients of the
 * characteristic polynomial of the matrix without lane 0, n what those of the whole matrix differ by. With u[k] and y[k] times
 * (-L)^k all of them have one sign and are whole numbers of 119 bits at most: two words, where the elements of the matrices of the
 * usual form have four. It is y that pays for the factor, with one multiplication a round.
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
