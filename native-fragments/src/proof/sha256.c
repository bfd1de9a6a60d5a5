#include "sha256.h"

/* FIPS 180-4. */
const uint32_t fp_sha_start[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

const uint32_t fp_sha_k[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

const uint32_t fp_sha_pad64[ROUNDS] = {
    0xc28a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf374,
    0x649b69c1, 0xf0fe4786, 0x0fe1edc6, 0x240cf254, 0x4fe9346f, 0x6cc984be, 0x61b9411e, 0x16f988fa,
    0xf2c65152, 0xa88e5a6d, 0xb019fc65, 0xb9d99ec7, 0x9a1231c3, 0xe70eeaa0, 0xfdb1232b, 0xc7353eb0,
    0x3069bad5, 0xcb976d5f, 0x5a0f118f, 0xdc1eeefd, 0x0a35b689, 0xde0b7a04, 0x58f4ca9d, 0xe15d5b16,
    0x007f3e86, 0x37088980, 0xa507ea32, 0x6fab9537, 0x17406110, 0x0d8cd6f1, 0xcdaa3b6d, 0xc0bbbe37,
    0x83613bda, 0xdb48a363, 0x0b02e931, 0x6fd15ca7, 0x521afaca, 0x31338431, 0x6ed41a95, 0x6d437890,
    0xc39c91f2, 0x9eccabbd, 0xb5c9a0e6, 0x532fb63c, 0xd2c741c6, 0x07237ea3, 0xa4954b68, 0x4c191d76,
};

const struct label_plan fp_plan_first = {5, {0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 4}, 6};
const struct label_plan fp_plan_later = {9, {0, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 8}, 14};

#define ROTATE(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void schedule(const uint8_t *block, uint32_t wk[ROUNDS]) {
    uint32_t w[ROUNDS];
    for (int i = 0; i < 16; i++) {
        w[i] = fp_load_be32(block + 4 * i);
    }
    for (int i = 16; i < ROUNDS; i++) {
        uint32_t s0 = ROTATE(w[i - 15], 7) ^ ROTATE(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = ROTATE(w[i - 2], 17) ^ ROTATE(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    for (int i = 0; i < ROUNDS; i++) {
        wk[i] = w[i] + fp_sha_k[i];
    }
}

static void rounds(uint32_t state[8], const uint32_t wk[ROUNDS]) {
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t t1 = h + (ROTATE(e, 6) ^ ROTATE(e, 11) ^ ROTATE(e, 25)) + (g ^ (e & (f ^ g))) + wk[i];
        uint32_t t2 = (ROTATE(a, 2) ^ ROTATE(a, 13) ^ ROTATE(a, 22)) + ((a & b) | (c & (a | b)));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

static void compress(uint32_t state[8], const uint8_t *block) {
    uint32_t wk[ROUNDS];
    schedule(block, wk);
    rounds(state, wk);
}

static void write(const uint32_t state[8], uint8_t *to) {
    for (int i = 0; i < 8; i++) {
        fp_store_be32(to + 4 * i, state[i]);
    }
}

static void write_trimmed(uint32_t state[8], uint8_t *to) {
    state[7] &= 0xffffff3f;
    write(state, to);
}

void fp_sha256(const uint8_t *message, size_t bytes, uint8_t digest[NODE]) {
    uint32_t state[8];
    memcpy(state, fp_sha_start, sizeof state);
    size_t left = bytes;
    for (; left >= BLOCK; left -= BLOCK, message += BLOCK) {
        compress(state, message);
    }
    uint8_t end[2 * BLOCK] = {0};
    memcpy(end, message, left);
    end[left] = 0x80;
    size_t length = left < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    fp_store_be32(end + length - 8, (uint32_t)(bytes >> 29));
    fp_store_be32(end + length - 4, (uint32_t)(bytes << 3));
    for (size_t at = 0; at < length; at += BLOCK) {
        compress(state, end + at);
    }
    write(state, digest);
}

void fp_pairs_portable(const uint8_t *nodes, uint8_t *digests, size_t pairs) {
    for (size_t i = 0; i < pairs; i++) {
        uint32_t state[8];
        memcpy(state, fp_sha_start, sizeof state);
        compress(state, nodes + BLOCK * i);
        rounds(state, fp_sha_pad64);
        write_trimmed(state, digests + NODE * i);
    }
}

void fp_label_portable(uint32_t layer, const struct label_node *node, struct label_node *next,
                       const struct label_replica *replicas, int count) {
    (void)next;
    const struct label_plan *plan = layer == 1 ? &fp_plan_first : &fp_plan_later;
    for (int r = 0; r < count; r++) {
        uint32_t state[8];
        uint8_t block[BLOCK];
        memcpy(state, fp_sha_start, sizeof state);
        fp_label_head(block, replicas[r].id, layer, node->node);
        compress(state, block);
        if (node->node == 0) {
            rounds(state, fp_sha_pad64);
            write_trimmed(state, fp_label_to(&replicas[r], 0));
            continue;
        }
        uint32_t wk[9][ROUNDS];
        for (int i = 1; i < plan->distinct; i++) {
            if (i < plan->distinct - 1) {
                memcpy(block, fp_label_parent(&replicas[r], node, 2 * i - 2), NODE);
                memcpy(block + NODE, fp_label_parent(&replicas[r], node, 2 * i - 1), NODE);
            } else {
                fp_label_last(block, fp_label_parent(&replicas[r], node, layer == 1 ? 0 : 8));
            }
            schedule(block, wk[i]);
        }
        for (int i = 1; i < LABEL_BLOCKS; i++) {
            rounds(state, wk[plan->order[i]]);
        }
        write_trimmed(state, fp_label_to(&replicas[r], node->node));
    }
}
