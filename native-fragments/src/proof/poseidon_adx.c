/*
 * Poseidon by mulx and the two carry chains of adcx and adox.
 *
 * Numbers between operations are below 2^256 but not always below r. With B = 2^256, r is 0.453 B:
 *   power: of a number below B, its fifth power plus a key is below B (see there);
 *   dot:   12 products of a number below B and one below r, and one more number below B, reduced to below 2^254 + r = 0.703 B.
 */
#include "poseidon.h"

#if defined(__x86_64__)

/* Multiples of r just below those of 2^254, modulo B: what to take off a number of which the bits from 254 on are known. */
static fr below[64];

__attribute__((constructor(200))) static void prepare(void) {
    /* Invariant: rest = q 2^254 - (multiple of r), below r, and multiple is that multiple modulo B. */
    fr rest = {{0}}, multiple = {{0}};
    const fr quarter = {{0, 0, 0, (uint64_t)1 << 62}};
    for (int q = 0; q < 64; q++) {
        below[q] = multiple;
        /* rest + 2^254 < 2 r */
        fr next = fr_add(&rest, &quarter), gone, step;
        /* What was taken off with this step: rest + 2^254 - next, which is 0 or r. */
        uint64_t carry = 0;
        for (int i = 0; i < 4; i++) {
            fr_wide s = (fr_wide)rest.l[i] + quarter.l[i] + carry;
            gone.l[i] = (uint64_t)s;
            carry = (uint64_t)(s >> 64);
        }
        fr_borrow(&step, &gone, &next);
        carry = 0;
        for (int i = 0; i < 4; i++) {
            fr_wide s = (fr_wide)multiple.l[i] + step.l[i] + carry;
            multiple.l[i] = (uint64_t)s;
            carry = (uint64_t)(s >> 64);
        }
        rest = next;
    }
}

/* t += rdx times the number of which the words are at B0 to B3 */
#define ROW(B0, B1, B2, B3, T0, T1, T2, T3, T4, T5)                                                                          \
    "xorl %%r14d, %%r14d\n\t"                                                                                                \
    "mulxq " B0 ", %%rax, %%rcx\n\tadcxq %%rax, " T0 "\n\tadoxq %%rcx, " T1 "\n\t"                                           \
    "mulxq " B1 ", %%rax, %%rcx\n\tadcxq %%rax, " T1 "\n\tadoxq %%rcx, " T2 "\n\t"                                           \
    "mulxq " B2 ", %%rax, %%rcx\n\tadcxq %%rax, " T2 "\n\tadoxq %%rcx, " T3 "\n\t"                                           \
    "mulxq " B3 ", %%rax, %%rcx\n\tadcxq %%rax, " T3 "\n\tadoxq %%rcx, " T4 "\n\t"                                           \
    "adcxq %%r14, " T4 "\n\tadoxq %%r14, " T5 "\n\tadcxq %%r14, " T5 "\n\t"

/* As ROW where T5 is not there yet: no carry leaves T4. */
#define SHORT_ROW(B0, B1, B2, B3, T0, T1, T2, T3, T4)                                                                        \
    "xorl %%r14d, %%r14d\n\t"                                                                                                \
    "mulxq " B0 ", %%rax, %%rcx\n\tadcxq %%rax, " T0 "\n\tadoxq %%rcx, " T1 "\n\t"                                           \
    "mulxq " B1 ", %%rax, %%rcx\n\tadcxq %%rax, " T1 "\n\tadoxq %%rcx, " T2 "\n\t"                                           \
    "mulxq " B2 ", %%rax, %%rcx\n\tadcxq %%rax, " T2 "\n\tadoxq %%rcx, " T3 "\n\t"                                           \
    "mulxq " B3 ", %%rax, %%rcx\n\tadcxq %%rax, " T3 "\n\tadoxq %%rcx, " T4 "\n\t"                                           \
    "adcxq %%r14, " T4 "\n\t"

/* rdx = what to multiply r by so that T0 becomes zero; -1/r = -(2^32 + 1) modulo 2^64. */
#define FACTOR(T0) "movq " T0 ", %%rdx\n\tshlq $32, %%rdx\n\taddq " T0 ", %%rdx\n\tnegq %%rdx\n\t"
#define REDUCE(T0, T1, T2, T3, T4, T5) FACTOR(T0) ROW("%[r0]", "%[r1]", "%[r2]", "%[r3]", T0, T1, T2, T3, T4, T5)
#define SHORT_REDUCE(T0, T1, T2, T3, T4) FACTOR(T0) SHORT_ROW("%[r0]", "%[r1]", "%[r2]", "%[r3]", T0, T1, T2, T3, T4)

#define ROWS(LABEL, I, T0, T1, T2, T3, T4, T5)                                                                               \
    "xorl %%ebx, %%ebx\n" LABEL ":\n\tmovq " I "(%[a],%%rbx), %%rdx\n\t"                                                     \
    ROW("0(%[b],%%rbx)", "8(%[b],%%rbx)", "16(%[b],%%rbx)", "24(%[b],%%rbx)", T0, T1, T2, T3, T4, T5)                        \
    "addq $32, %%rbx\n\tcmpq %[n], %%rbx\n\tjne " LABEL "b\n\t"

#define WORDS_OF_R [r0] "m"(fr_r.l[0]), [r1] "m"(fr_r.l[1]), [r2] "m"(fr_r.l[2]), [r3] "m"(fr_r.l[3])

/* The words of a result, in the registers where the rows leave them. */
#define RESULT                                                                                                               \
    register uint64_t t0 __asm__("r12");                                                                                     \
    register uint64_t t1 __asm__("r13");                                                                                     \
    register uint64_t t2 __asm__("r8");                                                                                      \
    register uint64_t t3 __asm__("r9");                                                                                      \
    register uint64_t t4 __asm__("r10")

static inline void store(fr *to, uint64_t t0, uint64_t t1, uint64_t t2, uint64_t t3) {
    to->l[0] = t0;
    to->l[1] = t1;
    to->l[2] = t2;
    to->l[3] = t3;
}

/* to = plus and the sum of a[i] b[i] for n products (Montgomery), 1 to 12. to may be plus. */
static inline void dot(fr *to, const fr *plus, const fr *a, const fr *b, int n) {
    RESULT;
    __asm__("xorl %%r8d, %%r8d\n\txorl %%r9d, %%r9d\n\txorl %%r10d, %%r10d\n\txorl %%r11d, %%r11d\n\t"
            "xorl %%r12d, %%r12d\n\txorl %%r13d, %%r13d\n\t"
            ROWS("1", "0", "%%r8", "%%r9", "%%r10", "%%r11", "%%r12", "%%r13")
            REDUCE("%%r8", "%%r9", "%%r10", "%%r11", "%%r12", "%%r13")
            ROWS("2", "8", "%%r9", "%%r10", "%%r11", "%%r12", "%%r13", "%%r8")
            REDUCE("%%r9", "%%r10", "%%r11", "%%r12", "%%r13", "%%r8")
            ROWS("3", "16", "%%r10", "%%r11", "%%r12", "%%r13", "%%r8", "%%r9")
            REDUCE("%%r10", "%%r11", "%%r12", "%%r13", "%%r8", "%%r9")
            ROWS("4", "24", "%%r11", "%%r12", "%%r13", "%%r8", "%%r9", "%%r10")
            REDUCE("%%r11", "%%r12", "%%r13", "%%r8", "%%r9", "%%r10")
            : "=&r"(t0), "=&r"(t1), "=&r"(t2), "=&r"(t3), "=&r"(t4)
            : [a] "r"(a), [b] "r"(b), [n] "r"(32 * (int64_t)n), WORDS_OF_R
            : "rax", "rbx", "rcx", "rdx", "r11", "r14", "cc", "memory");
    __asm__("addq 0(%[plus]), %[t0]\n\tadcq 8(%[plus]), %[t1]\n\tadcq 16(%[plus]), %[t2]\n\tadcq 24(%[plus]), %[t3]\n\t"
            "adcq $0, %[t4]\n\tshldq $2, %[t3], %[t4]\n\tshlq $5, %[t4]\n\taddq %[below], %[t4]\n\t"
            "subq 0(%[t4]), %[t0]\n\tsbbq 8(%[t4]), %[t1]\n\tsbbq 16(%[t4]), %[t2]\n\tsbbq 24(%[t4]), %[t3]\n\t"
            : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4)
            : [plus] "r"(plus), [below] "r"(below)
            : "cc", "memory");
    store(to, t0, t1, t2, t3);
}

/* to = a b (Montgomery), with r taken off once if it is not below r; a b / B + r must be below B. */
static inline void multiply(fr *to, const fr *a, const fr *b) {
    RESULT;
    __asm__("xorl %%r8d, %%r8d\n\txorl %%r9d, %%r9d\n\txorl %%r10d, %%r10d\n\txorl %%r11d, %%r11d\n\t"
            "xorl %%r12d, %%r12d\n\tmovq 0(%[a]), %%rdx\n\t"
            SHORT_ROW("0(%[b])", "8(%[b])", "16(%[b])", "24(%[b])", "%%r8", "%%r9", "%%r10", "%%r11", "%%r12")
            "xorl %%r13d, %%r13d\n\t"
            REDUCE("%%r8", "%%r9", "%%r10", "%%r11", "%%r12", "%%r13")
            "movq 8(%[a]), %%rdx\n\t"
            ROW("0(%[b])", "8(%[b])", "16(%[b])", "24(%[b])", "%%r9", "%%r10", "%%r11", "%%r12", "%%r13", "%%r8")
            REDUCE("%%r9", "%%r10", "%%r11", "%%r12", "%%r13", "%%r8")
            "movq 16(%[a]), %%rdx\n\t"
            ROW("0(%[b])", "8(%[b])", "16(%[b])", "24(%[b])", "%%r10", "%%r11", "%%r12", "%%r13", "%%r8", "%%r9")
            REDUCE("%%r10", "%%r11", "%%r12", "%%r13", "%%r8", "%%r9")
            "movq 24(%[a]), %%rdx\n\t"
            ROW("0(%[b])", "8(%[b])", "16(%[b])", "24(%[b])", "%%r11", "%%r12", "%%r13", "%%r8", "%%r9", "%%r10")
            REDUCE("%%r11", "%%r12", "%%r13", "%%r8", "%%r9", "%%r10")
            "movq %%r12, %%rax\n\tmovq %%r13, %%rcx\n\tmovq %%r8, %%rdx\n\tmovq %%r9, %%rbx\n\t"
            "subq %[r0], %%r12\n\tsbbq %[r1], %%r13\n\tsbbq %[r2], %%r8\n\tsbbq %[r3], %%r9\n\t"
            "cmovcq %%rax, %%r12\n\tcmovcq %%rcx, %%r13\n\tcmovcq %%rdx, %%r8\n\tcmovcq %%rbx, %%r9\n\t"
            : "=&r"(t0), "=&r"(t1), "=&r"(t2), "=&r"(t3), "=&r"(t4)
            : [a] "r"(a), [b] "r"(b), WORDS_OF_R
            : "rax", "rbx", "rcx", "rdx", "r11", "r14", "cc", "memory");
    store(to, t0, t1, t2, t3);
}

/*
 * The fifth power of a number below 0.703 B, plus a key below r; below 0.947 B.
 * x^2 < 0.947 B before r is taken off and 0.494 B after; x^4 < 0.697 B; x^5 < 0.943 B before and 0.494 B after.
 */
static inline void power_and_key(fr *x, const fr *key) {
    fr power;
    multiply(&power, x, x);
    multiply(&power, &power, &power);
    multiply(&power, &power, x);
    unsigned long long carry = 0;
    for (int i = 0; i < 4; i++) {
        fr_wide s = (fr_wide)power.l[i] + key->l[i] + carry;
        x->l[i] = (uint64_t)s;
        carry = (uint64_t)(s >> 64);
    }
}

static const fr zero;

static void mix(fr *state, const fr *matrix, int width) {
    fr next[MAX_WIDTH];
    for (int j = 0; j < width; j++) {
        dot(&next[j], &zero, state, matrix + j * width, width);
    }
    memcpy(state, next, sizeof(fr) * (size_t)width);
}

static void permute(const struct poseidon *p, fr *state, fr *digest) {
    int width = p->width, half = FULL_ROUNDS / 2;
    const fr *key = p->keys + width;
    for (int round = 0; round < half; round++) {
        for (int lane = 0; lane < width; lane++) {
            power_and_key(&state[lane], key++);
        }
        mix(state, round < half - 1 ? p->dense : p->pre_sparse, width);
    }
    for (int round = 0; round < p->partial; round++) {
        const fr *sparse = p->sparse + round * (2 * width - 1);
        power_and_key(&state[0], key++);
        fr first;
        dot(&first, &zero, state, sparse, width);
        for (int lane = 1; lane < width; lane++) {
            dot(&state[lane], &state[lane], &state[0], &sparse[width + lane - 1], 1);
        }
        state[0] = first;
    }
    for (int round = 0; round < half - 1; round++) {
        for (int lane = 0; lane < width; lane++) {
            power_and_key(&state[lane], key++);
        }
        mix(state, p->dense, width);
    }
    for (int lane = 0; lane < width; lane++) {
        power_and_key(&state[lane], &zero);
    }
    dot(digest, &zero, state, p->dense + width, width);
}

int64_t fp_hash_adx(const struct poseidon *p, const uint8_t *nodes, uint8_t *digests, int64_t groups) {
    static const fr one = {{1, 0, 0, 0}};
    int arity = p->width - 1;
    for (int64_t group = 0; group < groups; group++) {
        fr state[MAX_WIDTH];
        state[0] = fr_add(&p->tag, &p->keys[0]);
        for (int i = 0; i < arity; i++) {
            fr plain = fr_load(nodes + 32 * (group * arity + i));
            if (!fr_is_canonical(&plain)) {
                return group * arity + i + 1;
            }
            dot(&state[i + 1], &p->keys[i + 1], &plain, &fr_square, 1);
        }
        fr digest;
        permute(p, state, &digest);
        /* At most r before r is taken off. */
        multiply(&digest, &digest, &one);
        fr_store(digests + 32 * group, &digest);
    }
    return 0;
}

#endif
