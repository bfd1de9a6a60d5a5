/*
 * SHA-256 of LANES messages side by side, a word of each in a vector. Included after
 *   LANES, STREAMS (how many vectors of lanes are hashed at a time where there are enough messages), VECTOR, INLINE, TARGET and NAME(function), ADD XOR AND ROR(x, n) SHR(x, n) SET(word) LOAD(p) STORE(p, x) of whole
 *   vectors, CHOOSE(e, f, g), MAJORITY(a, b, c), XOR3(a, b, c), and
 *   words(w, halves): from the two halves of each lane's block to its 16 words;
 *   digests(s, to): from eight words to each lane's 32 bytes, trimmed.
 */

#define SIGMA0(x) XOR3(ROR(x, 2), ROR(x, 13), ROR(x, 22))
#define SIGMA1(x) XOR3(ROR(x, 6), ROR(x, 11), ROR(x, 25))
#define GAMMA0(x) XOR3(ROR(x, 7), ROR(x, 18), SHR(x, 3))
#define GAMMA1(x) XOR3(ROR(x, 17), ROR(x, 19), SHR(x, 10))

/* Where a round takes the word of its message with the constant from. */
enum source { OF_BLOCK, OF_BLOCK_AND_KEEP, KNOWN, OF_PADDING };

/*
 * Sixteen rounds from base on for each lane of several streams, which hide each other's latencies. w: words of the block, which
 * become the schedule; wk: the schedule with its constants, to be kept or known.
 */
INLINE void sixteen_rounds(enum source source, int streams, int base, VECTOR (*v)[8], VECTOR (*w)[16], VECTOR *wk) {
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
#pragma GCC unroll 2
        for (int n = 0; n < streams; n++) {
            VECTOR next;
            if (source == KNOWN) {
                next = LOAD(&wk[base + i]);
            } else if (source == OF_PADDING) {
                next = SET(fp_sha_pad64[base + i]);
            } else {
                if (base >= 16) {
                    w[n][i] = ADD(ADD(w[n][i], GAMMA0(w[n][(i + 1) % 16])),
                                  ADD(w[n][(i + 9) % 16], GAMMA1(w[n][(i + 14) % 16])));
                }
                next = ADD(w[n][i], SET(fp_sha_k[base + i]));
                if (source == OF_BLOCK_AND_KEEP) {
                    STORE(&wk[base + i], next);
                }
            }
            /* Words move one place on with each round: it is their names that move here. */
            const VECTOR a = v[n][(16 - i) % 8], b = v[n][(17 - i) % 8], c = v[n][(18 - i) % 8], d = v[n][(19 - i) % 8];
            const VECTOR e = v[n][(20 - i) % 8], f = v[n][(21 - i) % 8], g = v[n][(22 - i) % 8], h = v[n][(23 - i) % 8];
            const VECTOR early = ADD(h, next), choice = CHOOSE(e, f, g), sigma = SIGMA1(e);
            const VECTOR t1 = ADD(ADD(early, choice), sigma);
            /* One stream alone waits for e: two more additions bring it sooner. */
            v[n][(19 - i) % 8] = streams == 1 ? ADD(ADD(ADD(d, early), choice), sigma) : ADD(d, t1);
            v[n][(23 - i) % 8] = ADD(ADD(t1, MAJORITY(a, b, c)), SIGMA0(a));
        }
    }
}

/* Compresses a block for each lane of each stream. Unrolled no further than the instruction cache holds. */
INLINE void compress(enum source source, int streams, VECTOR (*s)[8], VECTOR (*w)[16], VECTOR *wk) {
    VECTOR v[STREAMS][8];
    for (int n = 0; n < streams; n++) {
        for (int i = 0; i < 8; i++) {
            v[n][i] = s[n][i];
        }
    }
    sixteen_rounds(source, streams, 0, v, w, wk);
#pragma GCC unroll 1
    for (int base = 16; base < ROUNDS; base += 16) {
        sixteen_rounds(source, streams, base, v, w, wk);
    }
    for (int n = 0; n < streams; n++) {
        for (int i = 0; i < 8; i++) {
            s[n][i] = ADD(s[n][i], v[n][i]);
        }
    }
}

INLINE void start(VECTOR s[8]) {
    for (int i = 0; i < 8; i++) {
        s[i] = SET(fp_sha_start[i]);
    }
}

/* By themselves, so that the compiler finds registers for each. */
#define APART TARGET __attribute__((noinline)) static void

APART block_of_streams(VECTOR (*s)[8], VECTOR (*w)[16]) {
    compress(OF_BLOCK, STREAMS, s, w, NULL);
}

APART padding_of_streams(VECTOR (*s)[8]) {
    compress(OF_PADDING, STREAMS, s, NULL, NULL);
}

APART block_of_one(VECTOR (*s)[8], VECTOR (*w)[16]) {
    compress(OF_BLOCK, 1, s, w, NULL);
}

APART block_to_keep(VECTOR (*s)[8], VECTOR (*w)[16], VECTOR *wk) {
    compress(OF_BLOCK_AND_KEEP, 1, s, w, wk);
}

APART known_block(VECTOR (*s)[8], VECTOR *wk) {
    compress(KNOWN, 1, s, NULL, wk);
}

APART padding_of_one(VECTOR (*s)[8]) {
    compress(OF_PADDING, 1, s, NULL, NULL);
}

INLINE void lanes_of_pairs(int streams, const uint8_t *nodes, uint8_t *to) {
    VECTOR s[STREAMS][8], w[STREAMS][16];
    for (int n = 0; n < streams; n++) {
        const uint8_t *halves[LANES][2];
        for (int lane = 0; lane < LANES; lane++) {
            halves[lane][0] = nodes + BLOCK * (LANES * n + lane);
            halves[lane][1] = halves[lane][0] + NODE;
        }
        words(w[n], (const uint8_t *const (*)[2])halves);
        start(s[n]);
    }
    if (streams == 1) {
        block_of_one(s, w);
        padding_of_one(s);
    } else {
        block_of_streams(s, w);
        padding_of_streams(s);
    }
    for (int n = 0; n < streams; n++) {
        uint8_t *digest[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            digest[lane] = to + NODE * (LANES * n + lane);
        }
        digests(s[n], digest, LANES);
    }
}

TARGET static void one_stream(const uint8_t *nodes, uint8_t *to) {
    lanes_of_pairs(1, nodes, to);
}

TARGET void NAME(fp_pairs)(const uint8_t *nodes, uint8_t *to, size_t count) {
    size_t i = 0;
    for (; i + STREAMS * LANES <= count; i += STREAMS * LANES) {
        lanes_of_pairs(STREAMS, nodes + BLOCK * i, to + NODE * i);
    }
    for (; i + LANES <= count; i += LANES) {
        one_stream(nodes + BLOCK * i, to + NODE * i);
    }
    if (i < count) {
        uint8_t full[LANES * BLOCK] = {0};
        memcpy(full, nodes + BLOCK * i, BLOCK * (count - i));
        one_stream(full, full);
        memcpy(to + NODE * i, full, NODE * (count - i));
    }
}

/* What is read next, and how much of it is on its way. */
struct coming {
    const struct label_node *node;
    const struct label_replica *replicas;
    int count, wanted, slot, lane;
};

/* Few at a time: a processor that waits for as many lines as it can waits with everything. */
#define AT_A_TIME (FP_PARENTS * LANES / (LABEL_BLOCKS - 2) + 1)

INLINE void bring(struct coming *of) {
    for (int i = 0; i < AT_A_TIME && of->lane < of->count; i++) {
        fp_label_fetch(fp_label_parent(&of->replicas[of->lane], of->node, of->slot));
        if (++of->slot == of->wanted) {
            of->slot = 0;
            of->lane++;
        }
    }
}

/* Up to LANES replicas; lanes beyond them repeat the last and are not written. */
TARGET static void lanes_of_labels(
    uint32_t layer, const struct label_node *node, struct label_node *next, const struct label_replica *replicas,
    int count) {
    const struct label_plan *plan = layer == 1 ? &fp_plan_first : &fp_plan_later;
    VECTOR s[1][8], w[1][16], wk[9][ROUNDS];
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
    struct coming coming = {next, replicas, count, layer == 1 ? FP_BASE_PARENTS : FP_PARENTS, 0, 0};
    if (next == NULL) {
        coming.count = 0;
    }
    start(s[0]);
    words(w[0], (const uint8_t *const (*)[2])halves);
    block_of_one(s, w);
    if (node->node == 0) {
        padding_of_one(s);
        digests(s[0], digest, count);
        return;
    }
    int last = plan->distinct - 1;
    for (int i = 1; i < last; i++) {
        for (int lane = 0; lane < LANES; lane++) {
            const struct label_replica *replica = &replicas[lane < count ? lane : count - 1];
            halves[lane][0] = fp_label_parent(replica, node, 2 * i - 2);
            halves[lane][1] = fp_label_parent(replica, node, 2 * i - 1);
        }
        words(w[0], (const uint8_t *const (*)[2])halves);
        bring(&coming);
        block_to_keep(s, w, wk[i]);
    }
    for (int i = last; i < LABEL_BLOCKS - 1; i++) {
        bring(&coming);
        known_block(s, wk[plan->order[i]]);
    }
    for (int lane = 0; lane < LANES; lane++) {
        const struct label_replica *replica = &replicas[lane < count ? lane : count - 1];
        fp_label_last(blocks[lane], fp_label_parent(replica, node, layer == 1 ? 0 : 8));
        halves[lane][0] = blocks[lane];
        halves[lane][1] = blocks[lane] + NODE;
    }
    words(w[0], (const uint8_t *const (*)[2])halves);
    block_of_one(s, w);
    digests(s[0], digest, count);
}

TARGET void NAME(fp_label)(
    uint32_t layer, const struct label_node *node, struct label_node *next, const struct label_replica *replicas,
    int count) {
    for (int r = 0; r < count; r += LANES) {
        int lanes = count - r < LANES ? count - r : LANES;
        if (lanes <= FEW && fp_cpu()->sha) {
            fp_label_shani(layer, node, next, replicas + r, lanes);
        } else {
            lanes_of_labels(layer, node, next, replicas + r, lanes);
        }
    }
}
