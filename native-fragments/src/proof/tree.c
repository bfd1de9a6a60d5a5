#include "tree.h"

#define GROUP 127
#define GROUP_NODES 4

/* Rows made of one part of a tree while it is in the cache: the topmost still has enough hashes for all lanes. */
#define ROWS 6
#define PART ((size_t)16 << ROWS)

void fp_tree_rows(pairs_function *pairs, const uint8_t *leaves, uint8_t *rows, size_t count) {
    const uint8_t *below = leaves;
    while (count > 1) {
        int height = count >= PART ? ROWS : 1;
        size_t part = count >= PART ? PART : count;
        for (size_t at = 0; at < count; at += part) {
            const uint8_t *from = below + NODE * at;
            uint8_t *row = rows;
            size_t row_nodes = count / 2;
            for (int h = 0; h < height; h++) {
                uint8_t *to = row + NODE * (at >> (h + 1));
                pairs(from, to, part >> (h + 1));
                from = to;
                row += NODE * row_nodes;
                row_nodes /= 2;
            }
        }
        for (int h = 0; h < height; h++) {
            count /= 2;
            below = rows;
            rows += NODE * count;
        }
    }
}

/* In place, down to so many nodes. */
static void reduce(pairs_function *pairs, uint8_t *nodes, size_t count, size_t to) {
    for (; count > to; count /= 2) {
        pairs(nodes, nodes, count / 2);
    }
}

/*
 * 1016 bits become four times 254 with two zero bits behind each. May read one byte behind the group, which changes nothing.
 */
static void spread_inside(const uint8_t *from, uint8_t *to) {
    for (int i = 0; i < 4; i++) {
        fp_store64(to + 8 * i, fp_load64(from + 8 * i));
    }
    for (int node = 1; node < GROUP_NODES; node++) {
        const uint8_t *start = from + 32 * node - 1;
        for (int i = 0; i < 4; i++) {
            uint64_t word = fp_load64(start + 8 * i) >> (8 - 2 * node) | fp_load64(start + 8 * i + 1) << 2 * node;
            fp_store64(to + NODE * node + 8 * i, word);
        }
    }
    for (int node = 0; node < GROUP_NODES; node++) {
        to[NODE * node + 31] &= 0x3f;
    }
}

static void spread(const uint8_t *from, size_t groups, uint8_t *to, int last) {
    for (size_t i = 0; i + (size_t)last < groups; i++) {
        spread_inside(from + GROUP * i, to + NODE * GROUP_NODES * i);
    }
    if (last) {
        uint8_t copy[GROUP + 1] = {0};
        memcpy(copy, from + GROUP * (groups - 1), GROUP);
        spread_inside(copy, to + NODE * GROUP_NODES * (groups - 1));
    }
}

/* So many groups become nodes at a time, and these so many nodes: 8 KiB, all in the nearest cache. */
#define CHUNK ((size_t)64)
#define CHUNK_ROOTS ((size_t)16)
/* So many chunks are gathered before the tree above them is built. */
#define GATHERED ((size_t)64)

/* The root over at most GATHERED chunks. */
static void block(pairs_function *pairs, const uint8_t *payload, size_t groups, int last, uint8_t *root) {
    uint8_t nodes[NODE * GROUP_NODES * CHUNK];
    uint8_t roots[NODE * CHUNK_ROOTS * GATHERED];
    size_t chunk = groups < CHUNK ? groups : CHUNK;
    size_t kept = chunk < CHUNK ? 1 : CHUNK_ROOTS;
    size_t have = 0;
    for (size_t at = 0; at < groups; at += chunk, have += kept) {
        spread(payload + GROUP * at, chunk, nodes, last && at + chunk == groups);
        reduce(pairs, nodes, GROUP_NODES * chunk, kept);
        memcpy(roots + NODE * have, nodes, NODE * kept);
    }
    reduce(pairs, roots, have, 1);
    memcpy(root, roots, NODE);
}

void fp_tree_piece(pairs_function *pairs, const uint8_t *payload, size_t groups, uint8_t *root) {
    size_t step = groups < CHUNK * GATHERED ? groups : CHUNK * GATHERED;
    /* Roots of trees of falling height, as the bits of the number of blocks so far. */
    uint8_t stack[65 * NODE];
    size_t top = 0;
    for (size_t done = 0; done < groups;) {
        block(pairs, payload + GROUP * done, step, done + step == groups, stack + NODE * top);
        done += step;
        top++;
        for (size_t blocks = done / step; blocks % 2 == 0; blocks /= 2) {
            pairs(stack + NODE * (top - 2), stack + NODE * (top - 2), 1);
            top--;
        }
    }
    memcpy(root, stack, NODE);
}
