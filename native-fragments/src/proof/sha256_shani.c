/* SHA-256 by the SHA extensions of x86. One stream is bound by the latency of its rounds, so two are run side by side. */
#include "sha256.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define INLINE static inline __attribute__((always_inline, target("sha,sse4.1,ssse3")))
#define TARGET __attribute__((target("sha,sse4.1,ssse3")))
#define QUARTERS 16 /* vectors of four rounds */

/* The state as the instructions want it: words a b e f and c d g h. */
struct state {
    __m128i abef, cdgh;
};

INLINE struct state start(void) {
    return (struct state){
        _mm_set_epi32((int)fp_sha_start[0], (int)fp_sha_start[1], (int)fp_sha_start[4], (int)fp_sha_start[5]),
        _mm_set_epi32((int)fp_sha_start[2], (int)fp_sha_start[3], (int)fp_sha_start[6], (int)fp_sha_start[7]),
    };
}

INLINE void write_trimmed(struct state s, uint8_t *to) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i low = _mm_unpackhi_epi64(_mm_shuffle_epi32(s.cdgh, 0xb1), _mm_shuffle_epi32(s.abef, 0xb1));
    __m128i abcd = _mm_shuffle_epi32(low, 0x4e);
    __m128i efgh = _mm_unpacklo_epi64(_mm_shuffle_epi32(s.abef, 0xb1), _mm_shuffle_epi32(s.cdgh, 0xb1));
    efgh = _mm_and_si128(_mm_shuffle_epi8(efgh, swap), _mm_set_epi32(0x3fffffff, -1, -1, -1));
    _mm_storeu_si128((__m128i *)to, _mm_shuffle_epi8(abcd, swap));
    _mm_storeu_si128((__m128i *)(to + 16), efgh);
}

INLINE __m128i load(const uint8_t *from) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)from), swap);
}

INLINE void four_rounds(struct state *s, __m128i wk) {
    s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, wk);
    s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, _mm_shuffle_epi32(wk, 0x0e));
}

INLINE struct state sum(struct state a, struct state b) {
    return (struct state){_mm_add_epi32(a.abef, b.abef), _mm_add_epi32(a.cdgh, b.cdgh)};
}

/*
 * Compresses a block for each of ways streams; halves points to the two halves of each block. The schedule with its constants
 * is kept in wk unless that is null.
 */
INLINE void compress(int ways, struct state *s, const uint8_t *const (*halves)[2], __m128i (*wk)[QUARTERS]) {
    __m128i m[2][4];
    struct state before[2];
    for (int w = 0; w < ways; w++) {
        before[w] = s[w];
        for (int i = 0; i < 4; i++) {
            m[w][i] = load(halves[w][i / 2] + 16 * (i % 2));
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < QUARTERS; i++) {
        __m128i k = _mm_loadu_si128((const __m128i *)&fp_sha_k[4 * i]);
        for (int w = 0; w < ways; w++) {
            if (i >= 4) {
                __m128i x = _mm_sha256msg1_epu32(m[w][i % 4], m[w][(i + 1) % 4]);
                x = _mm_add_epi32(x, _mm_alignr_epi8(m[w][(i + 3) % 4], m[w][(i + 2) % 4], 4));
                m[w][i % 4] = _mm_sha256msg2_epu32(x, m[w][(i + 3) % 4]);
            }
            __m128i sum = _mm_add_epi32(m[w][i % 4], k);
            if (wk != NULL) {
                wk[w][i] = sum;
            }
            four_rounds(&s[w], sum);
        }
    }
    for (int w = 0; w < ways; w++) {
        s[w] = sum(s[w], before[w]);
    }
}

/* Compresses a block whose schedule is known. */
INLINE void replay(int ways, struct state *s, const __m128i *const *wk) {
    struct state before[2];
    for (int w = 0; w < ways; w++) {
        before[w] = s[w];
    }
#pragma GCC unroll 16
    for (int i = 0; i < QUARTERS; i++) {
        for (int w = 0; w < ways; w++) {
            four_rounds(&s[w], _mm_loadu_si128(&wk[w][i]));
        }
    }
    for (int w = 0; w < ways; w++) {
        s[w] = sum(s[w], before[w]);
    }
}

INLINE void pairs(int ways, const uint8_t *nodes, uint8_t *digests) {
    struct state s[2];
    const uint8_t *halves[2][2];
    const __m128i *pad[2];
    for (int w = 0; w < ways; w++) {
        s[w] = start();
        halves[w][0] = nodes + BLOCK * w;
        halves[w][1] = nodes + BLOCK * w + NODE;
        pad[w] = (const __m128i *)fp_sha_pad64;
    }
    compress(ways, s, (const uint8_t *const (*)[2])halves, NULL);
    replay(ways, s, pad);
    for (int w = 0; w < ways; w++) {
        write_trimmed(s[w], digests + NODE * w);
    }
}

TARGET void fp_pairs_shani(const uint8_t *nodes, uint8_t *digests, size_t count) {
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
        pairs(2, nodes + BLOCK * i, digests + NODE * i);
    }
    if (i < count) {
        pairs(1, nodes + BLOCK * i, digests + NODE * i);
    }
}

/* Of one way the first block of the next label is hashed beside the last of this one: each waits for itself alone. */
INLINE void label(
    int ways, uint32_t layer, const struct label_node *node, struct label_node *next, const struct label_replica *replicas) {
    const struct label_plan *plan = layer == 1 ? &fp_plan_first : &fp_plan_later;
    struct state s[2];
    uint8_t blocks[2][BLOCK];
    const uint8_t *halves[2][2];
    __m128i wk[2][9][QUARTERS];
    const __m128i *known[2];
    for (int w = 0; w < ways; w++) {
        s[w] = start();
        fp_label_head(blocks[w], replicas[w].id, layer, node->node);
        halves[w][0] = blocks[w];
        halves[w][1] = blocks[w] + NODE;
    }
    if (ways == 1 && node->has_head) {
        memcpy(s, node->head, sizeof s[0]);
    } else {
        compress(ways, s, (const uint8_t *const (*)[2])halves, NULL);
    }
    if (node->node == 0) {
        for (int w = 0; w < ways; w++) {
            known[w] = (const __m128i *)fp_sha_pad64;
        }
        replay(ways, s, known);
    } else {
        int last = plan->distinct - 1;
        for (int i = 1; i < last; i++) {
            __m128i kept[2][QUARTERS];
            for (int w = 0; w < ways; w++) {
                halves[w][0] = fp_label_parent(&replicas[w], node, 2 * i - 2);
                halves[w][1] = fp_label_parent(&replicas[w], node, 2 * i - 1);
            }
            compress(ways, s, (const uint8_t *const (*)[2])halves, kept);
            for (int w = 0; w < ways; w++) {
                memcpy(wk[w][i], kept[w], sizeof kept[w]);
            }
        }
        for (int i = last; i < LABEL_BLOCKS - 1; i++) {
            for (int w = 0; w < ways; w++) {
                known[w] = wk[w][plan->order[i]];
            }
            replay(ways, s, known);
        }
        for (int w = 0; w < ways; w++) {
            fp_label_last(blocks[w], fp_label_parent(&replicas[w], node, layer == 1 ? 0 : 8));
            halves[w][0] = blocks[w];
            halves[w][1] = blocks[w] + NODE;
        }
        if (ways == 1 && next != NULL) {
            s[1] = start();
            fp_label_head(blocks[1], replicas[0].id, layer, next->node);
            halves[1][0] = blocks[1];
            halves[1][1] = blocks[1] + NODE;
            compress(2, s, (const uint8_t *const (*)[2])halves, NULL);
            memcpy(next->head, &s[1], sizeof next->head);
            next->has_head = 1;
        } else {
            compress(ways, s, (const uint8_t *const (*)[2])halves, NULL);
        }
    }
    for (int w = 0; w < ways; w++) {
        write_trimmed(s[w], fp_label_to(&replicas[w], node->node));
    }
}

TARGET void fp_label_shani(
    uint32_t layer, const struct label_node *node, struct label_node *next, const struct label_replica *replicas,
    int count) {
    int r = 0;
    for (; r + 2 <= count; r += 2) {
        label(2, layer, node, NULL, replicas + r);
    }
    if (r < count) {
        label(1, layer, node, next, replicas + r);
    }
}

#endif
