/*
 * Golden values on every variant, and damaged input on every entry.
 * check [SEED [ROUNDS]]; exits with 1 at the first thing wrong.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fondaco_proof.h"
#include "golden.h"
#include "sha256.h"

static const char *const NAMES[FP_VARIANTS] = {"portable", "shani", "armv8", "avx2", "adx", "avx512"};
static int checks;
static const char *where = "";

__attribute__((noreturn, format(printf, 1, 2))) static void wrong(const char *what, ...) {
    va_list args;
    va_start(args, what);
    fprintf(stderr, "native check: %s: ", where);
    vfprintf(stderr, what, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static void expect(int64_t found, int64_t wanted, const char *what) {
    checks++;
    if (found != wanted) {
        wrong("%s: %lld, not %lld", what, (long long)found, (long long)wanted);
    }
}

static void unhex(const char *hex, uint8_t to[32]) {
    for (int i = 0; i < 32; i++) {
        unsigned byte;
        if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
            wrong("not hexadecimal: %s", hex);
        }
        to[i] = (uint8_t)byte;
    }
}

static void expect_bytes(const uint8_t *found, const uint8_t *wanted, size_t bytes, const char *what) {
    checks++;
    if (memcmp(found, wanted, bytes) != 0) {
        for (size_t i = 0; i < bytes; i++) {
            if (found[i] != wanted[i]) {
                wrong("%s: byte %zu is %02x, not %02x", what, i, found[i], wanted[i]);
            }
        }
    }
}

static void expect_hex(const uint8_t *found, const char *hex, const char *what) {
    uint8_t wanted[32];
    unhex(hex, wanted);
    expect_bytes(found, wanted, 32, what);
}

static void reverse(uint8_t *bytes) {
    for (int i = 0; i < 16; i++) {
        uint8_t swap = bytes[i];
        bytes[i] = bytes[31 - i];
        bytes[31 - i] = swap;
    }
}

/* xorshift64*: the same numbers everywhere. */
static uint64_t drawn = 1;

static uint64_t draw(void) {
    drawn ^= drawn >> 12;
    drawn ^= drawn << 25;
    drawn ^= drawn >> 27;
    return drawn * 0x2545f4914f6cdd1du;
}

static int64_t below(int64_t limit) {
    return (int64_t)(draw() % (uint64_t)limit);
}

/* Exactly so many bytes, so that the sanitizers see the first one beyond; random. */
static uint8_t *bytes_of(int64_t count) {
    uint8_t *to = malloc(count > 0 ? (size_t)count : 1);
    if (!to) {
        wrong("no memory");
    }
    for (int64_t i = 0; i < count; i++) {
        to[i] = (uint8_t)draw();
    }
    return to;
}

static uint8_t *nodes_of(int64_t count) {
    uint8_t *to = bytes_of(32 * count);
    for (int64_t i = 0; i < count; i++) {
        to[32 * i + 31] &= 0x3f;
    }
    return to;
}

static void poseidon(int variant) {
    for (size_t k = 0; k < sizeof POSEIDON / sizeof *POSEIDON; k++) {
        int arity = POSEIDON[k].arity;
        /* More groups than any vector has lanes, and not a multiple of it. */
        enum { GROUPS = 19 };
        uint8_t *in = calloc(GROUPS * 11, 32), *out = calloc(GROUPS, 32);
        for (int group = 0; group < GROUPS; group += 2) {
            for (int i = 0; i < arity; i++) {
                in[32 * (group * arity + i)] = (uint8_t)i;
            }
        }
        expect(fp_field_hash(variant, arity, in, out, GROUPS), 0, "hash");
        for (int group = 0; group < GROUPS; group++) {
            uint8_t *digest = out + 32 * group;
            if (group % 2 == 0) {
                reverse(digest);
                expect_hex(digest, POSEIDON[k].digest, "Poseidon of 0, 1, ..");
            } else {
                expect_hex(digest, POSEIDON[k].zeros, "Poseidon of zeros");
            }
        }
        free(in);
        free(out);
    }
    /* Whatever is nearest to a carry, and many drawn ones. */
    static const char *const EDGES[] = {
        "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", /* r - 1 */
        "00000080ffffff7fff2dff7f01d2de2903ecd0048c1d1a24be4ed414aad3f639", /* about r / 2 */
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3f",
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe72",
    };
    for (size_t k = 0; k < sizeof POSEIDON / sizeof *POSEIDON; k++) {
        enum { DRAWN = 200 };
        int arity = POSEIDON[k].arity;
        uint8_t *in = nodes_of(DRAWN * arity), *out = bytes_of(32 * DRAWN), *wanted = bytes_of(32 * DRAWN);
        for (int i = 0; i < DRAWN * arity / 2; i++) {
            int64_t which = i < 4 * arity ? i / arity : below(8);
            if (which < 4) {
                unhex(EDGES[which], in + 32 * i);
            }
        }
        expect(fp_field_hash(variant, arity, in, out, DRAWN), 0, "hash");
        expect(fp_field_hash(FP_PORTABLE, arity, in, wanted, DRAWN), 0, "hash");
        expect_bytes(out, wanted, 32 * DRAWN, "hashes near carries");
        free(in);
        free(out);
        free(wanted);
    }
    uint8_t tree[4 * 32] = {0};
    tree[0] = tree[96] = 1;
    expect(fp_field_hash(variant, 2, tree, tree, 2), 0, "binary tree");
    expect(fp_field_hash(variant, 2, tree, tree, 1), 0, "binary tree");
    reverse(tree);
    expect_hex(tree, BINARY_ROOT, "root of the binary tree");
}

static void sha(int variant) {
    for (size_t k = 0; k < sizeof ZERO_PIECES / sizeof *ZERO_PIECES; k++) {
        int64_t bytes = 127 * ZERO_PIECES[k].groups;
        uint8_t *payload = calloc((size_t)bytes, 1), root[32];
        expect(fp_node_piece(variant, payload, bytes, root), 0, "piece");
        expect_hex(root, ZERO_PIECES[k].root, "piece of zeros");
        free(payload);
    }
    for (int64_t pairs = 0; pairs < 40; pairs++) {
        uint8_t *in = nodes_of(2 * pairs), *out = bytes_of(32 * pairs), wanted[32];
        expect(fp_node_pairs(variant, in, out, pairs), 0, "pairs");
        for (int64_t i = 0; i < pairs; i++) {
            fp_sha256(in + 64 * i, 64, wanted);
            wanted[31] &= 0x3f;
            expect_bytes(out + 32 * i, wanted, 32, "pair");
        }
        expect(fp_node_pairs(variant, in, in, pairs), 0, "pairs in place");
        expect_bytes(in, out, (size_t)(32 * pairs), "pairs in place");
        free(in);
        free(out);
    }
}

/* All layers of 2 KiB, for replicas of which each but the first has an id of its own. */
static uint8_t *label_layers(int variant, int layers, int replicas, const uint8_t *table, const uint8_t *ids) {
    enum { NODES = 64 };
    uint8_t parents[NODES * FP_PARENTS * 4] = {0};
    for (int i = 0; i < NODES * FP_PARENTS; i++) {
        parents[4 * i] = table[i];
    }
    uint8_t *all = calloc((size_t)(layers * replicas * NODES), 32);
    uint8_t *layer_of[64], *below_of[64];
    for (int layer = 1; layer <= layers; layer++) {
        for (int r = 0; r < replicas; r++) {
            layer_of[r] = all + 32 * NODES * (r * layers + layer - 1);
            below_of[r] = layer_of[r] - 32 * NODES;
        }
        /* In two calls, so that the second begins in the middle. */
        const uint8_t *const *below = layer == 1 ? NULL : (const uint8_t *const *)below_of;
        expect(fp_labels(variant, layer, 0, 23, parents, replicas, ids, layer_of, NODES, below, NODES), 0, "labels");
        expect(fp_labels(variant, layer, 23, NODES - 23, parents + 23 * FP_PARENTS * 4, replicas, ids, layer_of, NODES,
                         below, NODES),
               0, "labels");
    }
    return all;
}

static void labels(int variant) {
    uint8_t ids[20 * 32];
    for (int replicas = 1; replicas <= 20; replicas += replicas < 4 ? 1 : 4) {
        for (size_t i = 0; i < sizeof ids; i++) {
            ids[i] = (uint8_t)draw();
        }
        memset(ids + 32 * (replicas - 1), 9, 32);
        uint8_t *all = label_layers(variant, 11, replicas, LABEL_PARENTS, ids);
        expect_hex(all + 32 * (64 * 11 * replicas - 1), LABEL_LAST, "last label of 11 layers");
        uint8_t *wanted = label_layers(FP_PORTABLE, 11, replicas, LABEL_PARENTS, ids);
        expect_bytes(all, wanted, (size_t)(32 * 64 * 11 * replicas), "all labels");
        free(all);
        free(wanted);
    }
}

/* The published sector: labels by one variant, columns and trees by another. */
static void sector(int labelling, int hashing) {
    uint8_t id[32];
    unhex(SECTOR_REPLICA, id);
    uint8_t *layers = label_layers(labelling, 2, 1, SECTOR_PARENTS, id);
    expect_hex(layers + 32 * 127, SECTOR_LAST_LABEL, "last label of the sector");
    uint8_t columns[128 * 32], rows[9 * 32], roots[64];
    for (int node = 0; node < 64; node++) {
        memcpy(columns + 64 * node, layers + 32 * node, 32);
        memcpy(columns + 64 * node + 32, layers + 32 * (64 + node), 32);
    }
    expect(fp_field_hash(hashing, 2, columns, columns, 64), 0, "columns");
    expect(fp_field_rows(hashing, columns, rows, 64), 0, "tree over columns");
    memcpy(roots, rows + 8 * 32, 32);
    expect_hex(roots, SECTOR_COMM_C, "commC");
    expect(fp_field_rows(hashing, layers + 32 * 64, rows, 64), 0, "tree over the replica");
    memcpy(roots + 32, rows + 8 * 32, 32);
    expect_hex(roots + 32, SECTOR_COMM_R_LAST, "commRLast");
    expect(fp_field_hash(hashing, 2, roots, roots, 1), 0, "commR");
    expect_hex(roots, SECTOR_COMM_R, "commR");
    free(layers);
}

static void sums(int variant) {
    uint8_t r[32], one[32] = {1}, out[32], less[32];
    unhex("01000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", r);
    memcpy(less, r, 32);
    less[0] = 0;
    expect(fp_field_add(variant, less, one, out, 1), 0, "sum");
    uint8_t zero[32] = {0};
    expect_bytes(out, zero, 32, "r - 1 + 1");
    expect(fp_field_subtract(variant, zero, one, out, 1), 0, "difference");
    expect_bytes(out, less, 32, "0 - 1");
    expect(fp_field_add(variant, r, one, out, 1), 1, "r is no element");
    expect(fp_field_add(variant, one, r, out, 1), 1, "r is no element");
    expect(fp_field_subtract(variant, one, r, out, 1), 1, "r is no element");
    for (int round = 0; round < 20; round++) {
        int64_t count = below(70);
        uint8_t *a = nodes_of(count), *b = nodes_of(count), *c = bytes_of(32 * count);
        expect(fp_field_subtract(variant, a, b, c, count), 0, "difference");
        expect(fp_field_add(variant, c, b, c, count), 0, "sum in place");
        expect_bytes(c, a, (size_t)(32 * count), "a - b + b");
        free(a);
        free(b);
        free(c);
    }
}

/* Nothing here may read or write beyond what it is given, whatever that is; results are compared with the portable ones. */
static void damage(int variant, int rounds) {
    int kernels = fp_kernels(variant);
    for (int round = 0; round < rounds; round++) {
        static const int ARITIES[] = {2, 4, 8, 11};
        if (kernels & FP_FIELD_HASH) {
            int arity = ARITIES[below(4)];
            int64_t groups = below(20);
            uint8_t *in = nodes_of(groups * arity), *out = bytes_of(32 * groups), *wanted = bytes_of(32 * groups);
            int64_t bad = groups * arity;
            if (bad > 0 && below(2) == 0) {
                bad = below(bad);
                memset(in + 32 * bad, 0xff, 32);
                in[32 * bad + 31] = (uint8_t)(0x74 + below(0x8c));
                expect(fp_field_hash(variant, arity, in, out, groups), bad + 1, "a node that is no element");
            } else {
                expect(fp_field_hash(variant, arity, in, out, groups), 0, "hash");
                if (round % 16 == 0) {
                    expect(fp_field_hash(FP_PORTABLE, arity, in, wanted, groups), 0, "hash");
                    expect_bytes(out, wanted, (size_t)(32 * groups), "hash of random nodes");
                    expect(fp_field_hash(variant, arity, in, in, groups), 0, "hash in place");
                    expect_bytes(in, wanted, (size_t)(32 * groups), "hash in place");
                }
            }
            free(in);
            free(out);
            free(wanted);
        }
        if (kernels & FP_NODE_HASH) {
            int64_t groups = (int64_t)1 << below(8), leaves = (int64_t)1 << (1 + below(11));
            uint8_t *payload = bytes_of(127 * groups), root[32], wanted[32];
            expect(fp_node_piece(variant, payload, 127 * groups, root), 0, "piece");
            expect(fp_node_piece(FP_PORTABLE, payload, 127 * groups, wanted), 0, "piece");
            expect_bytes(root, wanted, 32, "piece of random bytes");
            expect(fp_node_piece(variant, payload, 127 * groups - 1 - below(126), root), FP_ARGUMENT, "odd piece");
            uint8_t *in = nodes_of(leaves), *rows = bytes_of(32 * (leaves - 1));
            expect(fp_node_rows(variant, in, rows, leaves), 0, "rows");
            expect(fp_node_pairs(FP_PORTABLE, in, in, leaves / 2), 0, "first row");
            expect_bytes(rows, in, (size_t)(16 * leaves), "first row");
            for (int64_t left = leaves / 4; left > 0; left /= 2) {
                expect(fp_node_pairs(FP_PORTABLE, in, in, left), 0, "row");
            }
            expect_bytes(rows + 32 * (leaves - 2), in, 32, "root");
            free(payload);
            free(in);
            free(rows);
        }
        if (kernels & FP_LABELS) {
            int64_t count = 2 + below(30), from = below(count), nodes = below(count - from + 1), below_count = 1 + below(40);
            int replicas = 1 + (int)below(18), layer = 1 + (int)below(2);
            uint8_t *parents = bytes_of(nodes * FP_PARENTS * 4), *ids = bytes_of(32 * replicas);
            uint8_t *layers[18], *belows[18];
            for (int64_t i = 0; i < nodes * FP_PARENTS; i++) {
                int64_t node = from + i / FP_PARENTS, slot = i % FP_PARENTS;
                uint32_t parent = node == 0 ? 0xffffffff : (uint32_t)below(slot < FP_BASE_PARENTS ? node : below_count);
                memcpy(parents + 4 * i, &parent, 4);
            }
            int64_t bad = -1;
            if (nodes > 0 && below(2) == 0) {
                bad = below(nodes * FP_PARENTS);
                int64_t node = from + bad / FP_PARENTS, slot = bad % FP_PARENTS;
                uint32_t parent = (uint32_t)((slot < FP_BASE_PARENTS ? node : below_count) + below(3));
                parent = below(4) == 0 ? 0xffffffff : parent;
                memcpy(parents + 4 * bad, &parent, 4);
                bad = node == 0 || (layer == 1 && slot >= FP_BASE_PARENTS) ? -1 : bad;
            }
            for (int r = 0; r < replicas; r++) {
                layers[r] = bytes_of(32 * count);
                belows[r] = bytes_of(32 * below_count);
            }
            expect(fp_labels(variant, layer, from, nodes, parents, replicas, ids, layers, count,
                             (const uint8_t *const *)belows, below_count),
                   bad + 1, "labels");
            expect(fp_labels(variant, layer, from, count - from + 1, parents, replicas, ids, layers, count,
                             (const uint8_t *const *)belows, below_count),
                   FP_ARGUMENT, "labels beyond the layer");
            for (int r = 0; r < replicas; r++) {
                free(layers[r]);
                free(belows[r]);
            }
            free(parents);
            free(ids);
        }
    }
}

static void unhex_number(const char *hex, uint8_t *to) {
    for (int i = 0; i < 4; i++) {
        char part[65] = {0};
        memcpy(part, hex + 64 * i, 64);
        unhex(part, to + 32 * i);
    }
}

/* The published pair, wherever it stands among others; numbers that are sealed and opened come back. */
static void rsa(int variant) {
    int64_t seal_words = sizeof RSA_SEALING / 8, open_words = sizeof RSA_OPENING / 8;
    uint8_t plain[128], sealed[128];
    unhex_number(RSA_PLAIN, plain);
    unhex_number(RSA_SEALED, sealed);
    for (int64_t count = 0; count < 20; count++) {
        uint8_t *numbers = bytes_of(128 * count), *before = bytes_of(128 * count);
        for (int64_t i = 0; i < count; i++) {
            numbers[128 * i] = 0;
            if (below(8) == 0) {
                memset(numbers + 128 * i, 0, (size_t)(1 + below(127)));
            }
        }
        int64_t known = count > 0 ? below(count) : 0;
        if (count > 0) {
            memcpy(numbers + 128 * known, plain, 128);
        }
        memcpy(before, numbers, (size_t)(128 * count));
        expect(fp_rsa_seal(variant, RSA_SEALING, seal_words, numbers, count), 0, "seal");
        if (count > 0) {
            expect_bytes(numbers + 128 * known, sealed, 128, "sealed");
        }
        expect(fp_rsa_open(variant, RSA_OPENING, open_words, numbers, count), 0, "open");
        expect_bytes(numbers, before, (size_t)(128 * count), "opened");
        if (count > 0) {
            for (int w = 0; w < 16; w++) {
                for (int b = 0; b < 8; b++) {
                    numbers[128 * known + 127 - 8 * w - b] = (uint8_t)(RSA_OPENING[w] >> (8 * b));
                }
            }
            expect(fp_rsa_seal(variant, RSA_SEALING, seal_words, numbers, count), known + 1, "the modulus");
            expect(fp_rsa_open(variant, RSA_OPENING, open_words, numbers, count), known + 1, "the modulus");
        }
        free(numbers);
        free(before);
    }
    uint64_t bad[sizeof RSA_SEALING / 8];
    for (int round = 0; round < 20; round++) {
        memcpy(bad, RSA_SEALING, sizeof RSA_SEALING);
        bad[below(56)] ^= (uint64_t)1 << below(64);
        memset(plain, 0, sizeof plain);
        int64_t found = fp_rsa_seal(variant, bad, seal_words, plain, 1);
        expect(found == 0 || found == FP_ARGUMENT, 1, "a key with a flipped bit");
    }
    expect(fp_rsa_seal(variant, RSA_SEALING, seal_words - 1, plain, 1), FP_ARGUMENT, "a short key");
    expect(fp_rsa_seal(variant, NULL, seal_words, plain, 1), FP_ARGUMENT, "null");
    expect(fp_rsa_open(variant, RSA_OPENING, open_words, NULL, 1), FP_ARGUMENT, "null");
    memcpy(bad, RSA_OPENING, sizeof RSA_OPENING);
    bad[open_words - 1] = 0;
    expect(fp_rsa_open(variant, bad, open_words, plain, 1), FP_ARGUMENT, "no exponent");
    bad[open_words - 1] = 2;
    expect(fp_rsa_open(variant, bad, open_words, plain, 1), FP_ARGUMENT, "an even exponent");
}

static void refusals(int variant) {
    uint8_t node[64] = {0};
    uint8_t *layers[1] = {node};
    int kernels = fp_kernels(variant);
    static const int64_t COUNTS[] = {-1, INT64_MIN, INT64_MAX, ((int64_t)1 << 40) + 1};
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
        int64_t c = COUNTS[i];
        expect(fp_field_hash(variant, 2, node, node, c), kernels & FP_FIELD_HASH ? FP_ARGUMENT : FP_ABSENT, "hash");
        expect(fp_field_rows(variant, node, node, c), kernels & FP_FIELD_HASH ? FP_ARGUMENT : FP_ABSENT, "rows");
        expect(fp_field_add(variant, node, node, node, c), kernels & FP_FIELD_SUM ? FP_ARGUMENT : FP_ABSENT, "add");
        expect(fp_field_subtract(variant, node, node, node, c), kernels & FP_FIELD_SUM ? FP_ARGUMENT : FP_ABSENT, "subtract");
        expect(fp_node_pairs(variant, node, node, c), kernels & FP_NODE_HASH ? FP_ARGUMENT : FP_ABSENT, "pairs");
        expect(fp_node_rows(variant, node, node, c), kernels & FP_NODE_HASH ? FP_ARGUMENT : FP_ABSENT, "rows");
        expect(fp_node_piece(variant, node, c, node), kernels & FP_NODE_HASH ? FP_ARGUMENT : FP_ABSENT, "piece");
        expect(fp_rsa_seal(variant, RSA_SEALING, 72, node, c), kernels & FP_RSA ? FP_ARGUMENT : FP_ABSENT, "seal");
        expect(fp_rsa_open(variant, RSA_OPENING, 33, node, c), kernels & FP_RSA ? FP_ARGUMENT : FP_ABSENT, "open");
        expect(fp_labels(variant, 1, 0, c, node, 1, node, layers, 1, NULL, 0), kernels & FP_LABELS ? FP_ARGUMENT : FP_ABSENT,
               "labels");
        expect(fp_labels(variant, 1, c, 1, node, 1, node, layers, 1, NULL, 0), kernels & FP_LABELS ? FP_ARGUMENT : FP_ABSENT,
               "labels");
        expect(fp_labels(variant, 1, 0, 1, node, 1, node, layers, c, NULL, 0), kernels & FP_LABELS ? FP_ARGUMENT : FP_ABSENT,
               "labels");
    }
    if (kernels & FP_FIELD_HASH) {
        static const int ARITIES[] = {-1, 0, 1, 3, 5, 9, 12, 16, 1 << 30};
        for (size_t i = 0; i < sizeof ARITIES / sizeof *ARITIES; i++) {
            expect(fp_field_hash(variant, ARITIES[i], node, node, 1), FP_ARGUMENT, "arity");
        }
        static const int64_t LEAVES[] = {0, 1, 2, 4, 7, 9, 16, 32, 128};
        for (size_t i = 0; i < sizeof LEAVES / sizeof *LEAVES; i++) {
            expect(fp_field_rows(variant, node, node, LEAVES[i]), FP_ARGUMENT, "leaves");
        }
        expect(fp_field_hash(variant, 2, NULL, node, 1), FP_ARGUMENT, "null");
        expect(fp_field_hash(variant, 2, node, NULL, 1), FP_ARGUMENT, "null");
    }
    if (kernels & FP_LABELS) {
        expect(fp_labels(variant, 0, 0, 1, node, 1, node, layers, 1, NULL, 0), FP_ARGUMENT, "layer 0");
        expect(fp_labels(variant, 2, 0, 1, node, 1, node, layers, 1, NULL, 0), FP_ARGUMENT, "no layer below");
        expect(fp_labels(variant, 1, 0, 1, node, 0, node, layers, 1, NULL, 0), FP_ARGUMENT, "no replica");
        expect(fp_labels(variant, 1, 0, 1, node, 65, node, layers, 1, NULL, 0), FP_ARGUMENT, "65 replicas");
        expect(fp_labels(variant, 1, 1, 1, node, 1, node, layers, 1, NULL, 0), FP_ARGUMENT, "beyond the layer");
    }
}

int main(int argc, char **argv) {
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    int rounds = argc > 2 ? atoi(argv[2]) : 300;
    expect(fp_abi(), FP_ABI, "ABI");
    uint8_t digest[32], plain[32];
    fp_sha256((const uint8_t *)"abc", 3, digest);
    expect_hex(digest, SHA_ABC, "SHA-256 of abc");
    uint8_t graph[64 * 14 * 4] = {0};
    for (int i = 0; i < 64 * 14; i++) {
        graph[4 * i] = SECTOR_PARENTS[i];
    }
    fp_sha256(graph, sizeof graph, digest);
    expect_hex(digest, SECTOR_GRAPH, "the sector's graph");
    for (size_t k = 0; k < sizeof POSEIDON / sizeof *POSEIDON; k++) {
        expect(fp_constants_digest(POSEIDON[k].arity, digest, plain), 0, "constants");
        expect_hex(digest, POSEIDON[k].optimised, "optimised constants");
        expect_hex(plain, POSEIDON[k].plain, "plain constants");
    }
    expect(fp_constants_digest(3, digest, plain), FP_ARGUMENT, "constants of arity 3");
    for (int variant = -1; variant <= FP_VARIANTS; variant++) {
        int inside = variant >= 0 && variant < FP_VARIANTS;
        where = inside ? NAMES[variant] : "no variant";
        int kernels = fp_kernels(variant);
        expect(!inside && kernels != 0, 0, "kernels of no variant");
        refusals(variant);
        if (kernels == 0) {
            continue;
        }
        drawn = seed * 2654435761u + 1;
        if (kernels & FP_FIELD_HASH) {
            poseidon(variant);
        }
        if (kernels & FP_FIELD_SUM) {
            sums(variant);
        }
        if (kernels & FP_NODE_HASH) {
            sha(variant);
        }
        if (kernels & FP_LABELS) {
            labels(variant);
        }
        if (kernels & FP_RSA) {
            rsa(variant);
        }
        for (int other = 0; other < FP_VARIANTS; other++) {
            if (kernels & FP_LABELS && fp_kernels(other) & FP_FIELD_HASH) {
                sector(variant, other);
            }
        }
        damage(variant, rounds);
        printf("native check: %s: kernels %d, lanes %d, seed %llu, %d rounds of damage: good\n", NAMES[variant], kernels,
               fp_lanes(variant), (unsigned long long)seed, rounds);
    }
    printf("native check: %d checks\n", checks);
    return 0;
}
