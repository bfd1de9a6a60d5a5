/* The entries: what is asked is checked here, and handed to the variant. */
#include <stddef.h>

#include "cpu.h"
#include "fondaco_proof.h"
#include "poseidon.h"
#include "rsa.h"
#include "sha256.h"
#include "tree.h"

/* No call is about more nodes: sums and products of counts and sizes stay far inside 64 bits. */
#define MANY ((int64_t)1 << 40)
#define MOST_REPLICAS 64
/* Nodes that are looked at before they are labelled, so that what they read is on its way from memory. */
#define AHEAD 6
/* Of more replicas what so many nodes read does not fit the nearest cache. */
#define FEW_REPLICAS 4

typedef int64_t sum_function(const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes);

static int64_t add(const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes) {
    for (int64_t i = 0; i < nodes; i++) {
        fr a = fr_load(left + NODE * i), b = fr_load(right + NODE * i);
        if (!(fr_is_canonical(&a) & fr_is_canonical(&b))) {
            return i + 1;
        }
        fr sum = fr_add(&a, &b);
        fr_store(to + NODE * i, &sum);
    }
    return 0;
}

static int64_t subtract(const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes) {
    for (int64_t i = 0; i < nodes; i++) {
        fr a = fr_load(left + NODE * i), b = fr_load(right + NODE * i);
        if (!(fr_is_canonical(&a) & fr_is_canonical(&b))) {
            return i + 1;
        }
        fr difference = fr_subtract(&a, &b);
        fr_store(to + NODE * i, &difference);
    }
    return 0;
}

struct variant {
    hash_function *hash;
    sum_function *add, *subtract;
    pairs_function *pairs;
    label_function *label;
    int lanes;
    rsa_function *seal, *open;
};

static const struct variant none;
static const struct variant portable = {
    .hash = fp_hash_portable, .add = add, .subtract = subtract, .pairs = fp_pairs_portable, .label = fp_label_portable, .lanes = 1};
#if defined(__x86_64__)
static const struct variant shani = {.pairs = fp_pairs_shani, .label = fp_label_shani, .lanes = 2};
static const struct variant avx2 = {.pairs = fp_pairs_avx2, .label = fp_label_avx2, .lanes = 8};
static const struct variant adx = {.hash = fp_hash_adx};
static const struct variant avx512 = {
    .hash = fp_hash_avx512, .pairs = fp_pairs_avx512, .label = fp_label_avx512, .lanes = 16,
    .seal = fp_rsa_seal_avx512, .open = fp_rsa_open_avx512};
#elif defined(__aarch64__)
static const struct variant armv8 = {.pairs = fp_pairs_armv8, .label = fp_label_armv8, .lanes = 1};
#endif

static const struct variant *find(int32_t number) {
    const struct cpu *cpu = fp_cpu();
    (void)cpu;
    switch (number) {
    case FP_PORTABLE:
        return &portable;
#if defined(__x86_64__)
    case FP_SHANI:
        return cpu->sha ? &shani : &none;
    case FP_AVX2:
        return cpu->avx2 ? &avx2 : &none;
    case FP_ADX:
        return cpu->adx ? &adx : &none;
    case FP_AVX512:
        return cpu->avx512 ? &avx512 : &none;
#elif defined(__aarch64__)
    case FP_ARMV8:
        return cpu->armv8 ? &armv8 : &none;
#endif
    default:
        return &none;
    }
}

int32_t fp_abi(void) {
    return FP_ABI;
}

int32_t fp_kernels(int32_t variant) {
    const struct variant *v = find(variant);
    return (v->hash ? FP_FIELD_HASH : 0) | (v->add ? FP_FIELD_SUM : 0) | (v->pairs ? FP_NODE_HASH : 0)
            | (v->label ? FP_LABELS : 0) | (v->seal ? FP_RSA : 0);
}

int32_t fp_lanes(int32_t variant) {
    return find(variant)->lanes;
}

static int counts(int64_t count) {
    return count >= 0 && count <= MANY;
}

static int power_of_two(int64_t count) {
    return count > 0 && (count & (count - 1)) == 0;
}

int64_t fp_field_hash(int32_t variant, int32_t arity, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    const struct variant *v = find(variant);
    const struct poseidon *p = fp_poseidon(arity);
    if (!v->hash) {
        return FP_ABSENT;
    }
    if (!p || !nodes || !digests || !counts(groups)) {
        return FP_ARGUMENT;
    }
    return v->hash(p, nodes, digests, groups);
}

int64_t fp_field_rows(int32_t variant, const uint8_t *leaves, uint8_t *rows, int64_t count) {
    const struct variant *v = find(variant);
    if (!v->hash) {
        return FP_ABSENT;
    }
    if (!leaves || !rows || !counts(count) || !power_of_two(count) || count < 8 || __builtin_ctzll((uint64_t)count) % 3 != 0) {
        return FP_ARGUMENT;
    }
    const struct poseidon *p = fp_poseidon(8);
    int64_t refused = 0;
    for (int64_t groups = count / 8; groups > 0 && refused == 0; groups /= 8) {
        refused = v->hash(p, leaves, rows, groups);
        leaves = rows;
        rows += NODE * groups;
    }
    return refused;
}

int64_t fp_field_add(int32_t variant, const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes) {
    const struct variant *v = find(variant);
    if (!v->add) {
        return FP_ABSENT;
    }
    if (!left || !right || !to || !counts(nodes)) {
        return FP_ARGUMENT;
    }
    return v->add(left, right, to, nodes);
}

int64_t fp_field_subtract(int32_t variant, const uint8_t *left, const uint8_t *right, uint8_t *to, int64_t nodes) {
    const struct variant *v = find(variant);
    if (!v->subtract) {
        return FP_ABSENT;
    }
    if (!left || !right || !to || !counts(nodes)) {
        return FP_ARGUMENT;
    }
    return v->subtract(left, right, to, nodes);
}

int64_t fp_node_pairs(int32_t variant, const uint8_t *nodes, uint8_t *digests, int64_t pairs) {
    const struct variant *v = find(variant);
    if (!v->pairs) {
        return FP_ABSENT;
    }
    if (!nodes || !digests || !counts(pairs)) {
        return FP_ARGUMENT;
    }
    v->pairs(nodes, digests, (size_t)pairs);
    return 0;
}

int64_t fp_node_rows(int32_t variant, const uint8_t *leaves, uint8_t *rows, int64_t count) {
    const struct variant *v = find(variant);
    if (!v->pairs) {
        return FP_ABSENT;
    }
    if (!leaves || !rows || !counts(count) || !power_of_two(count) || count < 2) {
        return FP_ARGUMENT;
    }
    fp_tree_rows(v->pairs, leaves, rows, (size_t)count);
    return 0;
}

int64_t fp_node_piece(int32_t variant, const uint8_t *payload, int64_t bytes, uint8_t *root) {
    const struct variant *v = find(variant);
    if (!v->pairs) {
        return FP_ABSENT;
    }
    if (!payload || !root || !counts(bytes) || bytes % 127 != 0 || !power_of_two(bytes / 127)) {
        return FP_ARGUMENT;
    }
    fp_tree_piece(v->pairs, payload, (size_t)(bytes / 127), root);
    return 0;
}

static uint64_t big_endian(const uint8_t *from) {
    uint64_t x;
    memcpy(&x, from, sizeof x);
    return __builtin_bswap64(x);
}

/* The first number that is not below n, counted from 1; 0 when all are. */
static int64_t not_below(const uint64_t *n, const uint8_t *numbers, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        int word = RSA_BYTES / 8 - 1;
        while (word >= 0 && big_endian(numbers + RSA_BYTES * (i + 1) - 8 * (word + 1)) == n[word]) {
            word--;
        }
        if (word < 0 || big_endian(numbers + RSA_BYTES * (i + 1) - 8 * (word + 1)) > n[word]) {
            return i + 1;
        }
    }
    return 0;
}

int64_t fp_rsa_seal(int32_t variant, const uint64_t *key, int64_t words, uint8_t *numbers, int64_t count) {
    const struct variant *v = find(variant);
    if (!v->seal) {
        return FP_ABSENT;
    }
    if (!key || words != RSA_SEAL_WORDS || !numbers || !counts(count) || !(key[RSA_P] & key[RSA_Q] & 1)
        || (key[RSA_P + 7] & key[RSA_Q + 7]) >> 63 == 0) {
        return FP_ARGUMENT;
    }
    int64_t refused = not_below(key + RSA_SEAL_N, numbers, count);
    if (refused == 0) {
        v->seal(key, numbers, count);
    }
    return refused;
}

int64_t fp_rsa_open(int32_t variant, const uint64_t *key, int64_t words, uint8_t *numbers, int64_t count) {
    const struct variant *v = find(variant);
    if (!v->open) {
        return FP_ABSENT;
    }
    if (!key || words != RSA_OPEN_WORDS || !numbers || !counts(count) || !(key[RSA_N] & key[RSA_E] & 1) || key[RSA_E] < 3) {
        return FP_ARGUMENT;
    }
    int64_t refused = not_below(key + RSA_N, numbers, count);
    if (refused == 0) {
        v->open(key, numbers, count);
    }
    return refused;
}

static uint32_t number_at(const uint8_t *parents, int64_t index) {
    uint32_t value;
    memcpy(&value, parents + 4 * index, sizeof value);
    return value;
}

/* Copies a node's parents once they are found to be in range; 0, or 1 more than the slot of the first that is not. */
static int look_at(struct label_node *to, int64_t node, const uint8_t *parents, int64_t at, int wanted, int64_t below_count) {
    to->node = node;
    to->has_head = 0;
    if (node == 0) {
        return 0;
    }
    for (int slot = 0; slot < wanted; slot++) {
        uint32_t parent = number_at(parents, at + slot);
        if ((int64_t)parent >= (slot < FP_BASE_PARENTS ? node : below_count)) {
            return slot + 1;
        }
        to->parents[slot] = parent;
    }
    return 0;
}

static inline __attribute__((always_inline)) void fetch(const struct label_node *node, int wanted, const struct label_replica *replicas, int count) {
    if (node->node == 0) {
        return;
    }
    for (int r = 0; r < count; r++) {
        for (int slot = 0; slot < wanted; slot++) {
            fp_label_fetch(fp_label_parent(&replicas[r], node, slot));
        }
    }
}

int64_t fp_labels(int32_t variant, int32_t layer, int64_t from, int64_t nodes, const uint8_t *parents, int32_t replicas,
                  const uint8_t *ids, uint8_t *const *layers, int64_t count, const uint8_t *const *below,
                  int64_t below_count) {
    const struct variant *v = find(variant);
    if (!v->label) {
        return FP_ABSENT;
    }
    if (layer < 1 || from < 0 || !counts(nodes) || !counts(count) || from > count - nodes || !parents || replicas < 1
        || replicas > MOST_REPLICAS || !ids || !layers || (layer > 1 && (!below || !counts(below_count)))) {
        return FP_ARGUMENT;
    }
    int64_t segments = (count + SEGMENT_MASK) >> FP_SEGMENT_BITS;
    int64_t below_segments = layer > 1 ? (below_count + SEGMENT_MASK) >> FP_SEGMENT_BITS : 0;
    struct label_replica all[MOST_REPLICAS];
    for (int r = 0; r < replicas; r++) {
        all[r].id = ids + NODE * r;
        all[r].layer = layers + segments * r;
        all[r].below = layer > 1 ? below + below_segments * r : NULL;
    }
    int wanted = layer > 1 ? FP_PARENTS : FP_BASE_PARENTS;
    /* Of many replicas the next node is fetched while one is computed: see label_function. */
    int few = replicas <= FEW_REPLICAS;
    struct label_node looked_at[AHEAD];
    int64_t seen = 0, refused = 0;
    for (int64_t done = 0; done < nodes; done++) {
        for (; refused == 0 && seen < nodes && seen < done + AHEAD; seen++) {
            struct label_node *next = &looked_at[seen % AHEAD];
            int bad = look_at(next, from + seen, parents, FP_PARENTS * seen, wanted, below_count);
            if (bad != 0) {
                refused = FP_PARENTS * seen + bad;
                break;
            }
            if (few) {
                fetch(next, wanted, all, replicas);
            }
        }
        if (done == seen) {
            break;
        }
        struct label_node *next = done + 1 == seen ? NULL : &looked_at[(done + 1) % AHEAD];
        v->label((uint32_t)layer, &looked_at[done % AHEAD], next, all, replicas);
    }
    return refused;
}

int64_t fp_constants_digest(int32_t arity, uint8_t *optimised, uint8_t *plain) {
    const struct poseidon *p = fp_poseidon(arity);
    if (!p || !optimised || !plain) {
        return FP_ARGUMENT;
    }
    memcpy(optimised, p->optimised_digest, NODE);
    memcpy(plain, p->plain_digest, NODE);
    return 0;
}
