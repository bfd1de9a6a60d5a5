/* Makes the constants of poseidon_adx.h from those of poseidon.h. All numbers are in Montgomery form until they are put down. */
#include <stddef.h>

#include "poseidon_adx.h"

#if defined(__x86_64__)

static struct poseidon_adx kinds[4];

typedef struct {
    int n;
    fr at[MAX_WIDTH][MAX_WIDTH];
} matrix;

static fr product(fr a, fr b) {
    return fr_multiply(&a, &b);
}

static fr sum(fr a, fr b) {
    return fr_add(&a, &b);
}

static fr less(fr a, fr b) {
    return fr_subtract(&a, &b);
}

static fr negative(fr a) {
    static const fr zero;
    return less(zero, a);
}

static fr plain(fr a) {
    return fr_from_montgomery(&a);
}

static fr power(fr a, unsigned exponent) {
    fr to = fr_from_int(1);
    for (; exponent > 0; exponent--) {
        to = product(to, a);
    }
    return to;
}

/* a^(r-2) */
static fr inverse(fr a) {
    fr to = fr_from_int(1);
    const fr exponent = {{FR_R0 - 2, FR_R1, FR_R2, FR_R3}};
    for (int bit = 254; bit >= 0; bit--) {
        to = product(to, to);
        if (exponent.l[bit / 64] >> (bit % 64) & 1) {
            to = product(to, a);
        }
    }
    return to;
}

/* 2^256 */
static fr montgomery(void) {
    return fr_square;
}

static uint64_t common_multiple(int width) {
    uint64_t multiple = 1;
    for (int d = width; d <= 3 * width - 2; d++) {
        uint64_t a = multiple, b = (uint64_t)d;
        while (b != 0) {
            uint64_t rest = a % b;
            a = b;
            b = rest;
        }
        multiple *= (uint64_t)d / a;
    }
    return multiple;
}

/* Of a state with the factor before, after fifth powers. */
static fr raised(fr before) {
    return product(power(before, 5), power(inverse(montgomery()), 4));
}

/* Sets what a mixing adds, and returns the factor after it. keys: those that poseidon.h adds before the mixing. */
static fr mixed(const struct poseidon *p, fr before, fr multiple, const fr *keys, fr *to) {
    int width = p->width;
    fr scale = product(raised(before), multiple);
    for (int j = 0; j < width; j++) {
        fr key = {{0}};
        for (int i = 0; i < width; i++) {
            key = sum(key, product(p->dense[j * width + i], keys[i]));
        }
        to[j] = plain(product(scale, key));
    }
    fr word = fr_from_int((uint64_t)1 << 32);
    return product(scale, inverse(product(word, word)));
}

static matrix times(const matrix *a, const matrix *b) {
    matrix to = {.n = a->n};
    for (int i = 0; i < a->n; i++) {
        for (int j = 0; j < a->n; j++) {
            for (int k = 0; k < a->n; k++) {
                to.at[i][j] = sum(to.at[i][j], product(a->at[i][k], b->at[k][j]));
            }
        }
    }
    return to;
}

/* Without rows and columns before the first. */
static matrix part(const matrix *m, int first) {
    matrix to = {.n = m->n - first};
    for (int i = 0; i < to.n; i++) {
        for (int j = 0; j < to.n; j++) {
            to.at[i][j] = m->at[i + first][j + first];
        }
    }
    return to;
}

/* The characteristic polynomial, its highest coefficient first, and the inverse if it is wanted: Faddeev and LeVerrier. */
static void polynomial(const matrix *m, fr *to, matrix *inverted) {
    matrix made = {.n = m->n};
    to[0] = fr_from_int(1);
    for (int k = 1; k <= m->n; k++) {
        matrix before = made;
        for (int i = 0; i < m->n; i++) {
            before.at[i][i] = sum(before.at[i][i], to[k - 1]);
        }
        made = times(m, &before);
        fr trace = {{0}};
        for (int i = 0; i < m->n; i++) {
            trace = sum(trace, made.at[i][i]);
        }
        to[k] = negative(product(trace, inverse(fr_from_int((uint64_t)k))));
        if (k == m->n && inverted != NULL) {
            /* m before + to[k] = 0 */
            fr scale = negative(inverse(to[k]));
            *inverted = before;
            for (int i = 0; i < m->n; i++) {
                for (int j = 0; j < m->n; j++) {
                    inverted->at[i][j] = product(scale, before.at[i][j]);
                }
            }
        }
    }
}

/* A partial round without its fifth power: lane 0 becomes y, then the state is mixed. */
static void step(const matrix *m, fr *state, fr y) {
    fr next[MAX_WIDTH] = {{{0}}};
    state[0] = y;
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            next[i] = sum(next[i], product(m->at[i][j], state[j]));
        }
    }
    memcpy(state, next, sizeof next);
}

/*
 * What the lanes after the last round take of y, u, y, .. u, y of the rounds before: they are made by the lanes but the first
 * of some rounds before and by the y since, and so are the u since, from which those lanes are found.
 */
static void lanes_after(const matrix *m, fr (*to)[2 * RECURRENT_WIDTH - 1]) {
    enum { W = RECURRENT_WIDTH, S = W - 1, ALL = S + W };
    static const fr zero;
    /* Of each lane at the start and each y: the u and the lanes that one of it makes. */
    fr u[ALL][W], lanes[ALL][MAX_WIDTH];
    matrix seen = {.n = S}, found;
    for (int from = 0; from < ALL; from++) {
        fr state[MAX_WIDTH] = {{{0}}};
        if (from < S) {
            state[from + 1] = fr_from_int(1);
        }
        for (int round = 0; round < W; round++) {
            step(m, state, from == S + round ? fr_from_int(1) : zero);
            u[from][round] = state[0];
        }
        memcpy(lanes[from], state, sizeof state);
    }
    for (int i = 0; i < S; i++) {
        for (int j = 0; j < S; j++) {
            seen.at[i][j] = u[j][i];
        }
    }
    fr ignored[W + 1];
    polynomial(&seen, ignored, &found);
    for (int lane = 0; lane < W; lane++) {
        for (int i = 0; i < S; i++) {
            fr of_u = {{0}};
            for (int j = 0; j < S; j++) {
                of_u = sum(of_u, product(lanes[j][lane], found.at[j][i]));
            }
            to[lane][2 * i + 1] = of_u;
        }
        for (int i = 0; i < W; i++) {
            fr of_y = lanes[S + i][lane];
            for (int j = 0; j < S; j++) {
                of_y = less(of_y, product(to[lane][2 * j + 1], u[S + i][j]));
            }
            to[lane][2 * i] = of_y;
        }
    }
}

/* Sets what the mixing before the partial rounds makes: the first u, and what comes in addition in the next rounds. */
static void recurrence(const struct poseidon *p, const matrix *m, uint64_t multiple, fr scale, struct poseidon_adx *to) {
    enum { W = RECURRENT_WIDTH };
    struct recurrence *r = &to->recurrence;
    const fr *keys = p->keys + HALF * W;
    matrix rest = part(m, 1);
    fr whole[W + 1], lower[W + 1] = {{{0}}}, factor[MAX_PARTIAL + 1];
    polynomial(m, whole, NULL);
    polynomial(&rest, lower, NULL);
    factor[0] = fr_from_int(1);
    for (int k = 1; k <= p->partial; k++) {
        factor[k] = negative(product(factor[k - 1], fr_from_int(multiple)));
    }
    for (int i = 1; i <= W; i++) {
        fr a = plain(product(lower[i], factor[i])), n = plain(product(less(whole[i], lower[i]), factor[i]));
        memcpy(r->taps + 4 * (i - 1), a.l, 2 * sizeof(uint64_t));
        memcpy(r->taps + 4 * (i - 1) + 2, n.l, 2 * sizeof(uint64_t));
    }
    for (int k = 0; k < p->partial; k++) {
        r->scale[k] = plain(negative(product(power(montgomery(), 5), power(inverse(factor[k]), 4))));
        r->keys[k] = plain(product(factor[k], keys[W + k]));
    }
    fr after[W][2 * W - 1];
    lanes_after(m, after);
    for (int lane = 0; lane < W; lane++) {
        for (int i = 0; i < 2 * W - 1; i++) {
            fr of = factor[p->partial - W + (i + 1) / 2];
            r->after[lane * (2 * W - 1) + i] =
                plain(product(after[lane][i], product(power(montgomery(), 2), inverse(of))));
        }
    }
    /* Row k: the u that the state before the mixing makes in round k by itself, less what the recurrence makes of those before. */
    fr rows[W][W];
    for (int lane = 0; lane < W; lane++) {
        fr state[MAX_WIDTH] = {{{0}}}, u[W];
        state[lane] = fr_from_int(1);
        for (int k = 0; k < W; k++) {
            static const fr zero;
            step(m, state, k == 0 ? state[0] : zero);
            u[k] = rows[k][lane] = state[0];
            for (int i = 1; i <= k; i++) {
                rows[k][lane] = sum(rows[k][lane], product(lower[i], u[k - i]));
            }
        }
    }
    for (int k = 0; k < W; k++) {
        fr added = {{0}}, row_factor = negative(factor[k]);
        for (int lane = 0; lane < W; lane++) {
            to->middle[k * W + lane] = plain(product(product(rows[k][lane], row_factor), product(montgomery(), inverse(scale))));
            added = sum(added, product(rows[k][lane], keys[lane]));
        }
        to->middle_keys[k] = plain(product(added, row_factor));
    }
}

static void generate(const struct poseidon *p, struct poseidon_adx *to) {
    int width = p->width;
    uint64_t multiple = common_multiple(width);
    fr whole = fr_from_int(multiple), factor = fr_from_int(1);
    matrix m = {.n = width};
    for (int i = 0; i < width; i++) {
        to->start[i] = plain(p->keys[i]);
        for (int j = 0; j < width; j++) {
            to->matrix[i * width + j] = multiple / (uint64_t)(i + j + width);
            m.at[i][j] = p->dense[i * width + j];
        }
    }
    for (int round = 0; round < HALF - 1; round++) {
        factor = mixed(p, factor, whole, p->keys + (round + 1) * width, to->keys + round * width);
    }
    factor = raised(factor);
    if (width == RECURRENT_WIDTH) {
        recurrence(p, &m, multiple, factor, to);
    } else {
        const fr *keys = p->keys + HALF * width;
        for (int j = 0; j < width; j++) {
            fr key = {{0}};
            for (int i = 0; i < width; i++) {
                fr at = product(p->pre_sparse[j * width + i], montgomery());
                key = sum(key, product(at, keys[i]));
                to->middle[j * width + i] = plain(product(at, product(montgomery(), inverse(factor))));
            }
            to->middle_keys[j] = plain(key);
        }
    }
    factor = montgomery();
    const fr *keys = p->keys + (HALF + 1) * width + p->partial;
    for (int round = 0; round < HALF - 1; round++) {
        factor = mixed(p, factor, whole, keys + round * width, to->keys + (HALF - 1 + round) * width);
    }
    factor = raised(factor);
    for (int i = 0; i < width; i++) {
        to->last[i] = plain(product(p->dense[width + i], product(montgomery(), inverse(factor))));
    }
}

static const int arities[] = {2, 4, 8, 11};

void fp_poseidon_adx_prepare(void) {
    for (int kind = 0; kind < 4; kind++) {
        generate(fp_poseidon(arities[kind]), &kinds[kind]);
    }
}

const struct poseidon_adx *fp_poseidon_adx(int width) {
    int kind = 0;
    while (arities[kind] != width - 1) {
        kind++;
    }
    return &kinds[kind];
}

#endif
