/* Generates the constants: the Grain register for the rounds, a Cauchy matrix, and their optimised form. */
#include <stddef.h>

#include "cpu.h"
#include "poseidon.h"
#include "poseidon_adx.h"
#include "sha256.h"

#define KINDS 4

static struct poseidon kinds[KINDS];

typedef struct {
    int n;
    fr at[MAX_WIDTH * MAX_WIDTH];
} matrix;

struct grain {
    uint8_t bits[80];
    int head;
};

static int grain_shift(struct grain *g) {
    static const uint8_t taps[] = {62, 51, 38, 23, 13, 0};
    int bit = 0;
    for (size_t i = 0; i < sizeof taps; i++) {
        bit ^= g->bits[(g->head + taps[i]) % 80];
    }
    g->bits[g->head] = (uint8_t)bit;
    g->head = (g->head + 1) % 80;
    return bit;
}

static int grain_next(struct grain *g) {
    for (;;) {
        int counts = grain_shift(g);
        int bit = grain_shift(g);
        if (counts) {
            return bit;
        }
    }
}

static int spell(struct grain *g, int at, uint32_t number, int bits) {
    for (int bit = bits - 1; bit >= 0; bit--) {
        g->bits[at++] = number >> bit & 1;
    }
    return at;
}

static struct grain grain_start(int width, int partial) {
    struct grain g = {.head = 0};
    int at = 0;
    at = spell(&g, at, 1, 2); /* a prime field */
    at = spell(&g, at, 1, 4); /* the S-box is a power */
    at = spell(&g, at, 255, 12);
    at = spell(&g, at, (uint32_t)width, 12);
    at = spell(&g, at, FULL_ROUNDS, 10);
    at = spell(&g, at, (uint32_t)partial, 10);
    spell(&g, at, (1u << 30) - 1, 30);
    for (int i = 0; i < 160; i++) {
        grain_shift(&g);
    }
    return g;
}

/* A plain number below r. */
static fr grain_draw(struct grain *g) {
    fr drawn;
    do {
        memset(&drawn, 0, sizeof drawn);
        for (int bit = 254; bit >= 0; bit--) {
            drawn.l[bit / 64] |= (uint64_t)grain_next(g) << (bit % 64);
        }
    } while (!fr_is_canonical(&drawn));
    return drawn;
}

static fr inverse(const fr *a) {
    /* a^(r-2) */
    fr power = fr_from_int(1);
    fr exponent = {{FR_R0 - 2, FR_R1, FR_R2, FR_R3}};
    for (int bit = 254; bit >= 0; bit--) {
        power = fr_multiply(&power, &power);
        if (exponent.l[bit / 64] >> (bit % 64) & 1) {
            power = fr_multiply(&power, a);
        }
    }
    return power;
}

static fr *entry(matrix *m, int i, int j) {
    return &m->at[i * m->n + j];
}

static int is_zero(const fr *a) {
    return (a->l[0] | a->l[1] | a->l[2] | a->l[3]) == 0;
}

/* Gauss and Jordan; the matrices here always have an inverse. */
static matrix inverted(matrix m) {
    matrix out = {.n = m.n};
    for (int i = 0; i < m.n; i++) {
        *entry(&out, i, i) = fr_from_int(1);
    }
    for (int column = 0; column < m.n; column++) {
        int pivot = column;
        while (is_zero(entry(&m, pivot, column))) {
            pivot++;
        }
        fr scale = inverse(entry(&m, pivot, column));
        for (int j = 0; j < m.n; j++) {
            fr a = *entry(&m, pivot, j), b = *entry(&out, pivot, j);
            *entry(&m, pivot, j) = *entry(&m, column, j);
            *entry(&out, pivot, j) = *entry(&out, column, j);
            *entry(&m, column, j) = fr_multiply(&a, &scale);
            *entry(&out, column, j) = fr_multiply(&b, &scale);
        }
        for (int i = 0; i < m.n; i++) {
            fr factor = *entry(&m, i, column);
            if (i == column || is_zero(&factor)) {
                continue;
            }
            for (int j = 0; j < m.n; j++) {
                fr a = fr_multiply(&factor, entry(&m, column, j));
                fr b = fr_multiply(&factor, entry(&out, column, j));
                *entry(&m, i, j) = fr_subtract(entry(&m, i, j), &a);
                *entry(&out, i, j) = fr_subtract(entry(&out, i, j), &b);
            }
        }
    }
    return out;
}

static matrix product(matrix *a, matrix *b) {
    matrix out = {.n = a->n};
    for (int i = 0; i < a->n; i++) {
        for (int j = 0; j < a->n; j++) {
            for (int k = 0; k < a->n; k++) {
                fr term = fr_multiply(entry(a, i, k), entry(b, k, j));
                *entry(&out, i, j) = fr_add(entry(&out, i, j), &term);
            }
        }
    }
    return out;
}

/* to[j] = the sum of from[i] m[i][j]; to may be from. */
static void apply(matrix *m, const fr *from, fr *to) {
    fr out[MAX_WIDTH] = {{{0}}};
    for (int j = 0; j < m->n; j++) {
        for (int i = 0; i < m->n; i++) {
            fr term = fr_multiply(&from[i], entry(m, i, j));
            out[j] = fr_add(&out[j], &term);
        }
    }
    memcpy(to, out, sizeof(fr) * (size_t)m->n);
}

/* Without the first row and column. */
static matrix minor_of(matrix *m) {
    matrix out = {.n = m->n - 1};
    for (int i = 0; i < out.n; i++) {
        for (int j = 0; j < out.n; j++) {
            *entry(&out, i, j) = *entry(m, i + 1, j + 1);
        }
    }
    return out;
}

static matrix transposed(matrix *m) {
    matrix out = {.n = m->n};
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            *entry(&out, i, j) = *entry(m, j, i);
        }
    }
    return out;
}

/* With a first row and column that leave lane 0 alone. */
static matrix bordered(matrix *m) {
    matrix out = {.n = m->n + 1};
    *entry(&out, 0, 0) = fr_from_int(1);
    for (int i = 0; i < m->n; i++) {
        for (int j = 0; j < m->n; j++) {
            *entry(&out, i + 1, j + 1) = *entry(m, i, j);
        }
    }
    return out;
}

/* Constants are pulled back through the matrix; what falls on a lane that is not raised moves on to the round before. */
static void compress_keys(struct poseidon *p, const fr *plain, matrix *unmix) {
    int width = p->width, half = FULL_ROUNDS / 2, last = half + p->partial;
    memcpy(p->keys, plain, sizeof(fr) * (size_t)width);
    fr *at = p->keys + width;
    for (int round = 1; round < half; round++, at += width) {
        apply(unmix, plain + round * width, at);
    }
    fr *partial = at + width;
    fr moved[MAX_WIDTH];
    memcpy(moved, plain + last * width, sizeof(fr) * (size_t)width);
    for (int round = last - 1; round >= half; round--) {
        apply(unmix, moved, moved);
        partial[round - half] = moved[0];
        memset(&moved[0], 0, sizeof moved[0]);
        for (int lane = 0; lane < width; lane++) {
            moved[lane] = fr_add(&moved[lane], &plain[round * width + lane]);
        }
    }
    apply(unmix, moved, at);
    at = partial + p->partial;
    for (int round = last + 1; round < last + half; round++, at += width) {
        apply(unmix, plain + round * width, at);
    }
}

/* M = M' M" where M' leaves lane 0 alone: M" stays in its round, M' moves into the matrix of the round before. */
static matrix factor(struct poseidon *p, matrix *m) {
    int width = p->width;
    matrix current = *m;
    for (int round = p->partial - 1; round >= 0; round--) {
        fr *at = p->sparse + round * (2 * width - 1);
        matrix rest = minor_of(&current);
        matrix unmix = inverted(rest);
        unmix = transposed(&unmix);
        fr column[MAX_WIDTH];
        for (int i = 1; i < width; i++) {
            column[i - 1] = *entry(&current, i, 0);
            at[width + i - 1] = *entry(&current, 0, i);
        }
        at[0] = *entry(&current, 0, 0);
        apply(&unmix, column, at + 1);
        matrix wide = bordered(&rest);
        current = product(m, &wide);
    }
    return current;
}

static void together(struct poseidon *p) {
    int width = p->width, lanes = width - 1;
    for (int round = 0; round < p->partial; round++) {
        int k = round % TOGETHER;
        const fr *sparse = p->sparse + round * (2 * width - 1);
        fr *row = p->rows + round * (width + TOGETHER - 1);
        memcpy(row, sparse + 1, sizeof(fr) * (size_t)lanes);
        for (int j = 0; j < k; j++) {
            /* What round j added to the other lanes comes back to lane 0. */
            const fr *added = p->sparse + (round - k + j) * (2 * width - 1) + width;
            for (int lane = 0; lane < lanes; lane++) {
                fr term = fr_multiply(&sparse[1 + lane], &added[lane]);
                row[lanes + j] = fr_add(&row[lanes + j], &term);
            }
        }
        row[lanes + k] = sparse[0];
        for (int lane = 0; lane < lanes; lane++) {
            p->columns[((round / TOGETHER) * lanes + lane) * TOGETHER + k] = sparse[width + lane];
        }
    }
}

static void digest_optimised(struct poseidon *p, matrix *dense, matrix *pre_sparse) {
    int width = p->width;
    static fr all[MAX_KEYS + 2 * MAX_WIDTH * MAX_WIDTH + MAX_PARTIAL * (2 * MAX_WIDTH - 1)];
    fr *to = all;
    size_t keys = (size_t)(FULL_ROUNDS * width + p->partial);
    size_t square = (size_t)(width * width);
    size_t sparse = (size_t)(p->partial * (2 * width - 1));
    memcpy(to, p->keys, keys * sizeof(fr));
    memcpy(to += keys, dense->at, square * sizeof(fr));
    memcpy(to += square, pre_sparse->at, square * sizeof(fr));
    memcpy(to += square, p->sparse, sparse * sizeof(fr));
    fp_sha256((const uint8_t *)all, (size_t)(to + sparse - all) * sizeof(fr), p->optimised_digest);
}

static void generate(struct poseidon *p, int width, int partial) {
    static fr plain[(FULL_ROUNDS + MAX_PARTIAL) * MAX_WIDTH];
    int count = (FULL_ROUNDS + partial) * width;
    p->width = width;
    p->partial = partial;
    p->tag = fr_from_int((1u << (width - 1)) - 1);
    struct grain g = grain_start(width, partial);
    for (int i = 0; i < count; i++) {
        plain[i] = grain_draw(&g);
    }
    fp_sha256((const uint8_t *)plain, (size_t)count * sizeof(fr), p->plain_digest);
    for (int i = 0; i < count; i++) {
        plain[i] = fr_multiply(&plain[i], &fr_square);
    }
    matrix dense = {.n = width};
    for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
            fr sum = fr_from_int((uint64_t)(i + width + j));
            *entry(&dense, i, j) = inverse(&sum);
        }
    }
    matrix unmix = inverted(dense);
    compress_keys(p, plain, &unmix);
    matrix pre_sparse = factor(p, &dense);
    digest_optimised(p, &dense, &pre_sparse);
    matrix rows = transposed(&dense);
    memcpy(p->dense, rows.at, sizeof rows.at);
    rows = transposed(&pre_sparse);
    memcpy(p->pre_sparse, rows.at, sizeof rows.at);
    together(p);
}

__attribute__((constructor)) static void make(void) {
    generate(&kinds[0], 3, 55);
    generate(&kinds[1], 5, 56);
    generate(&kinds[2], 9, 57);
    generate(&kinds[3], 12, 57);
#if defined(__x86_64__)
    fp_poseidon_adx_prepare();
    fp_poseidon_avx512_prepare();
#endif
}

const struct poseidon *fp_poseidon(int arity) {
    switch (arity) {
    case 2:
        return &kinds[0];
    case 4:
        return &kinds[1];
    case 8:
        return &kinds[2];
    case 11:
        return &kinds[3];
    default:
        return NULL;
    }
}
