/*
 * SHA-256 of LANES messages side by side, a word of each in a vector. Included after
 *   LANES, VECTOR, INLINE, TARGET and NAME(function), ADD XOR AND ROR(x, n) SHR(x, n) SET(word) LOAD(p) STORE(p, x) of whole
 *   vectors, CHOOSE(e, f, g), MAJORITY(a, b, c), XOR3(a, b, c), and
 *   words(w, halves): from the two halves of each lane's block to its 16 words;
 *   digests(s, to): from eight words to each lane's 32 bytes, trimmed.
 */

#define SIGMA0(x) XOR3(ROR(x, 2), ROR(x, 13), ROR(x, 22))
#define SIGMA1(x) XOR3(ROR(x, 6), ROR(x, 11), ROR(x, 25))
#define GAMMA0(x) XOR3(ROR(x, 7), ROR(x, 18), SHR(x, 3))
#define GAMMA1(x) XOR3(ROR(x, 17), ROR(x, 19), SHR(x, 10))

#define ONE_ROUND(a, b, c, d, e, f, g, h, wk)                                                                                \
    do {                                                                                                                     \
        VECTOR t1 = ADD(ADD(h, wk), ADD(SIGMA1(e), CHOOSE(e, f, g)));                                                        \
        VECTOR t2 = ADD(SIGMA0(a), MAJORITY(a, b, c));                                                                       \
        d = ADD(d, t1);                                                                                                      \
        h = ADD(t1, t2);                                                                                                     \
    } while (0)

#define EIGHT_ROUNDS(WK, i)                                                                                                  \
    ONE_ROUND(a, b, c, d, e, f, g, h, WK(i));                                                                                \
    ONE_ROUND(h, a, b, c, d, e, f, g, WK((i) + 1));                                                                          \
    ONE_ROUND(g, h, a, b, c, d, e, f, WK((i) + 2));                                                                          \
    ONE_ROUND(f, g, h, a, b, c, d, e, WK((i) + 3));                                                                          \
    ONE_ROUND(e, f, g, h, a, b, c, d, WK((i) + 4));                                                                          \
    ONE_ROUND(d, e, f, g, h, a, b, c, WK((i) + 5));                                                                          \
    ONE_ROUND(c, d, e, f, g, h, a, b, WK((i) + 6));                                                                          \
    ONE_ROUND(b, c, d, e, f, g, h, a, WK((i) + 7))

#define BEGIN VECTOR a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7]
#define END                                                                                                                  \
    s[0] = ADD(s[0], a);                                                                                                     \
    s[1] = ADD(s[1], b);                                                                                                     \
    s[2] = ADD(s[2], c);                                                                                                     \
    s[3] = ADD(s[3], d);                                                                                                     \
    s[4] = ADD(s[4], e);                                                                                                     \
    s[5] = ADD(s[5], f);                                                                                                     \
    s[6] = ADD(s[6], g);                                                                                                     \
    s[7] = ADD(s[7], h)

INLINE void start(VECTOR s[8]) {
    for (int i = 0; i < 8; i++) {
        s[i] = SET(fp_sha_start[i]);
    }
}

/* The schedule grows as the rounds need it; with its constants it is kept in wk unless that is null. */
INLINE void compress(VECTOR s[8], VECTOR w[16], VECTOR *wk) {
    BEGIN;
#define NEXT_WK(i)                                                                                                           \
    ({                                                                                                                       \
        if ((i) >= 16) {                                                                                                     \
            w[(i) % 16] = ADD(ADD(w[(i) % 16], GAMMA0(w[((i) + 1) % 16])), ADD(w[((i) + 9) % 16], GAMMA1(w[((i) + 14) % 16]))); \
        }                                                                                                                    \
        VECTOR next = ADD(w[(i) % 16], SET(fp_sha_k[i]));                                                                    \
        if (wk != NULL) {                                                                                                    \
            STORE(&wk[i], next);                                                                                             \
        }                                                                                                                    \
        next;                                                                                                                \
    })
#pragma GCC unroll 8
    for (int i = 0; i < ROUNDS; i += 8) {
        EIGHT_ROUNDS(NEXT_WK, i);
    }
#undef NEXT_WK
    END;
}

/* Compresses a block whose schedule is known for each lane. */
INLINE void replay(VECTOR s[8], const VECTOR *wk) {
    BEGIN;
#define KNOWN_WK(i) LOAD(&wk[i])
#pragma GCC unroll 8
    for (int i = 0; i < ROUNDS; i += 8) {
        EIGHT_ROUNDS(KNOWN_WK, i);
    }
#undef KNOWN_WK
    END;
}

/* Compresses the block that ends every message of one block. */
INLINE void pad(VECTOR s[8]) {
    BEGIN;
#define PAD_WK(i) SET(fp_sha_pad64[i])
#pragma GCC unroll 8
    for (int i = 0; i < ROUNDS; i += 8) {
        EIGHT_ROUNDS(PAD_WK, i);
    }
#undef PAD_WK
    END;
}

TARGET static void lanes_of_pairs(const uint8_t *nodes, uint8_t *to) {
    VECTOR s[8], w[16];
    const uint8_t *halves[LANES][2];
    for (int lane = 0; lane < LANES; lane++) {
        halves[lane][0] = nodes + BLOCK * lane;
        halves[lane][1] = nodes + BLOCK * lane + NODE;
    }
    uint8_t *digest[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        digest[lane] = to + NODE * lane;
    }
    start(s);
    words(w, (const uint8_t *const (*)[2])halves);
    compress(s, w, NULL);
    pad(s);
    digests(s, digest, LANES);
}

TARGET void NAME(fp_pairs)(const uint8_t *nodes, uint8_t *to, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        lanes_of_pairs(nodes + BLOCK * i, to + NODE * i);
    }
    if (i < count) {
        uint8_t full[LANES * BLOCK] = {0};
        memcpy(full, nodes + BLOCK * i, BLOCK * (count - i));
        lanes_of_pairs(full, full);
        memcpy(to + NODE * i, full, NODE * (count - i));
    }
}

/* Up to LANES replicas; lanes beyond them repeat the last and are not written. */
TARGET static void lanes_of_labels(
    uint32_t layer, const struct label_node *node, const struct label_replica *replicas, int count) {
    const struct label_plan *plan = layer == 1 ? &fp_plan_first : &fp_plan_later;
    VECTOR s[8], w[16], wk[9][ROUNDS];
    uint8_t blocks[LANES][BLOCK];
    const uint8_t *halves[LANES][2];
    uint8_t *digest[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        const struct label_replica *replica = &replicas[lane < count ? lane : count - 1];
        fp_label_head(blocks[lane], replica->id, layer, node->node);
        halves[lane][0] = blocks[lane];
        halves[lane][1] = blocks[lane] + NODE;
        digest[lane] = fp_label_to(replica, node->node);
    }
    start(s);
    words(w, (const uint8_t *const (*)[2])halves);
    compress(s, w, NULL);
    if (node->node == 0) {
        pad(s);
        digests(s, digest, count);
        return;
    }
    int last = plan->distinct - 1;
    for (int i = 1; i < last; i++) {
        for (int lane = 0; lane < LANES; lane++) {
            const struct label_replica *replica = &replicas[lane < count ? lane : count - 1];
            halves[lane][0] = fp_label_parent(replica, node, 2 * i - 2);
            halves[lane][1] = fp_label_parent(replica, node, 2 * i - 1);
        }
        words(w, (const uint8_t *const (*)[2])halves);
        compress(s, w, wk[i]);
    }
    for (int i = last; i < LABEL_BLOCKS - 1; i++) {
        replay(s, wk[plan->order[i]]);
    }
    for (int lane = 0; lane < LANES; lane++) {
        const struct label_replica *replica = &replicas[lane < count ? lane : count - 1];
        fp_label_last(blocks[lane], fp_label_parent(replica, node, layer == 1 ? 0 : 8));
        halves[lane][0] = blocks[lane];
        halves[lane][1] = blocks[lane] + NODE;
    }
    words(w, (const uint8_t *const (*)[2])halves);
    compress(s, w, NULL);
    digests(s, digest, count);
}

TARGET void NAME(fp_label)(
    uint32_t layer, const struct label_node *node, const struct label_replica *replicas, int count) {
    for (int r = 0; r < count; r += LANES) {
        int lanes = count - r < LANES ? count - r : LANES;
        if (lanes <= FEW && fp_cpu()->sha) {
            fp_label_shani(layer, node, replicas + r, lanes);
        } else {
            lanes_of_labels(layer, node, replicas + r, lanes);
        }
    }
}
