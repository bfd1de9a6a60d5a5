/* SHA-256 by the SHA-2 instructions of ARMv8. */
#include "sha256.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define INLINE static inline __attribute__((always_inline, target("arch=armv8-a+crypto")))
#define TARGET __attribute__((target("arch=armv8-a+crypto")))
#define QUARTERS 16 /* vectors of four rounds */

struct state {
    uint32x4_t abcd, efgh;
};

INLINE struct state start(void) {
    return (struct state){vld1q_u32(fp_sha_start), vld1q_u32(fp_sha_start + 4)};
}

INLINE uint32x4_t load(const uint8_t *from) {
    return vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(from)));
}

INLINE void write_trimmed(struct state s, uint8_t *to) {
    vst1q_u8(to, vrev32q_u8(vreinterpretq_u8_u32(s.abcd)));
    vst1q_u8(to + 16, vrev32q_u8(vreinterpretq_u8_u32(s.efgh)));
    to[31] &= 0x3f;
}

INLINE void four_rounds(struct state *s, uint32x4_t wk) {
    uint32x4_t abcd = s->abcd;
    s->abcd = vsha256hq_u32(s->abcd, s->efgh, wk);
    s->efgh = vsha256h2q_u32(s->efgh, abcd, wk);
}

/* The schedule with its constants is kept in wk unless that is null. */
INLINE void compress(struct state *s, const uint8_t *first, const uint8_t *second, uint32x4_t *wk) {
    uint32x4_t m[4] = {load(first), load(first + 16), load(second), load(second + 16)};
    struct state before = *s;
#pragma GCC unroll 16
    for (int i = 0; i < QUARTERS; i++) {
        if (i >= 4) {
            uint32x4_t x = vsha256su0q_u32(m[i % 4], m[(i + 1) % 4]);
            m[i % 4] = vsha256su1q_u32(x, m[(i + 2) % 4], m[(i + 3) % 4]);
        }
        uint32x4_t sum = vaddq_u32(m[i % 4], vld1q_u32(&fp_sha_k[4 * i]));
        if (wk != NULL) {
            wk[i] = sum;
        }
        four_rounds(s, sum);
    }
    s->abcd = vaddq_u32(s->abcd, before.abcd);
    s->efgh = vaddq_u32(s->efgh, before.efgh);
}

/* Compresses a block whose schedule is known. */
INLINE void replay(struct state *s, const uint32x4_t *wk) {
    struct state before = *s;
#pragma GCC unroll 16
    for (int i = 0; i < QUARTERS; i++) {
        four_rounds(s, wk[i]);
    }
    s->abcd = vaddq_u32(s->abcd, before.abcd);
    s->efgh = vaddq_u32(s->efgh, before.efgh);
}

INLINE void pad(struct state *s) {
    uint32x4_t wk[QUARTERS];
    for (int i = 0; i < QUARTERS; i++) {
        wk[i] = vld1q_u32(&fp_sha_pad64[4 * i]);
    }
    replay(s, wk);
}

TARGET void fp_pairs_armv8(const uint8_t *nodes, uint8_t *digests, size_t pairs) {
    for (size_t i = 0; i < pairs; i++) {
        struct state s = start();
        compress(&s, nodes + BLOCK * i, nodes + BLOCK * i + NODE, NULL);
        pad(&s);
        write_trimmed(s, digests + NODE * i);
    }
}

TARGET void fp_label_armv8(
    uint32_t layer, const struct label_node *node, struct label_node *next, const struct label_replica *replicas,
    int count) {
    (void)next;
    const struct label_plan *plan = layer == 1 ? &fp_plan_first : &fp_plan_later;
    for (int r = 0; r < count; r++) {
        struct state s = start();
        uint8_t block[BLOCK];
        fp_label_head(block, replicas[r].id, layer, node->node);
        compress(&s, block, block + NODE, NULL);
        if (node->node == 0) {
            pad(&s);
        } else {
            uint32x4_t wk[9][QUARTERS];
            int last = plan->distinct - 1;
            for (int i = 1; i < last; i++) {
                compress(&s, fp_label_parent(&replicas[r], node, 2 * i - 2),
                         fp_label_parent(&replicas[r], node, 2 * i - 1), wk[i]);
            }
            for (int i = last; i < LABEL_BLOCKS - 1; i++) {
                replay(&s, wk[plan->order[i]]);
            }
            fp_label_last(block, fp_label_parent(&replicas[r], node, layer == 1 ? 0 : 8));
            compress(&s, block, block + NODE, NULL);
        }
        write_trimmed(s, fp_label_to(&replicas[r], node->node));
    }
}

#endif
