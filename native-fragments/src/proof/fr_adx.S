/*
 * Arithmetic of poseidon_adx.c with mulx: the field of fr.h, numbers of four words, B = 2^256. System V calling convention.
 *
 *   void fp_adx_dot_N(fr *to, const fr *plus, const fr *a, const fr *b)
 *       to = plus and the sum of a[i] b[i] / B for N products, below 2^254 + r. a and plus below B, b below r; N 1 to 17.
 *   void fp_adx_multiply(fr *to, const fr *a, const fr *b, int64_t count)
 *       to[i] = a[i] b[i] / B, with r taken off once if it is not below r; a[i] b[i] / B + r must be below B. count 1 at least.
 *   void fp_adx_square(fr *to, const fr *a, int64_t count)
 *       The same with b = a.
 *   void fp_adx_mix_N(fr *to, const fr *state, const uint64_t *matrix, const fr *plus)
 *       to[j] = (plus[j] and the sum of matrix[j][i] state[i]) / 2^64 for N lanes, below r + 2^244. state and plus below B,
 *       matrix below 2^48; to is not state. N 3, 5, 9 or 12.
 *   void fp_adx_next(fr *to, fr *past, const uint64_t *taps, const fr *plus, int64_t known)
 *       to = plus and the sum of taps[4 (i - 1)] past[-2 i] + taps[4 (i - 1) + 2] past[1 - 2 i] for i from 1 to known (0 to
 *       9; past[-18] is not looked at), where a tap has two words; below 2^254 + r. past[0] = 2 r - to. The sum must be
 *       below 2^377; past and plus below B.
 *
 * to may be any of the inputs where not said otherwise.
 */
#if defined(__x86_64__)

        .section .rodata
        .balign 32
modulus:
        .quad 0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48
twice_modulus:
        .quad 0xfffffffe00000002, 0xa77b4805fffcb7fd, 0x6673b0101343b00a, 0xe7db4ea6533afa90
/* 2^316 / r, and 2^319 / r - 2^64 */
upper_quotient:
        .quad 0x2355094edfede377
lower_quotient:
        .quad 0x1aa84a76ff6f1bbe

        .text

/* t += rdx times the words at b0 to b3: the product first, so that only one addition of each word waits for the row before. */
.macro ROW_OF_FIVE b0 b1 b2 b3 t0 t1 t2 t3 t4
        mulxq   \b0, %rcx, %r14
        mulxq   \b1, %rax, %r15
        addq    %rax, %r14
        mulxq   \b2, %rax, %rbx
        adcq    %rax, %r15
        mulxq   \b3, %rax, %rbp
        adcq    %rax, %rbx
        adcq    $0, %rbp
        addq    %rcx, \t0
        adcq    %r14, \t1
        adcq    %r15, \t2
        adcq    %rbx, \t3
        adcq    %rbp, \t4
.endm

.macro ROW b0 b1 b2 b3 t0 t1 t2 t3 t4 t5
        ROW_OF_FIVE \b0, \b1, \b2, \b3, \t0, \t1, \t2, \t3, \t4
        adcq    $0, \t5
.endm

/* t = rdx times the words at b0 to b3 */
.macro FIRST_ROW b0 b1 b2 b3 t0 t1 t2 t3 t4 t5
        xorl    %\t5\()d, %\t5\()d
        mulxq   \b0, %\t0, %\t1
        mulxq   \b1, %rax, %\t2
        addq    %rax, %\t1
        mulxq   \b2, %rax, %\t3
        adcq    %rax, %\t2
        mulxq   \b3, %rax, %\t4
        adcq    %rax, %\t3
        adcq    $0, %\t4
.endm

/*
 * Takes t0 away by a multiple m of r: -1/r = -(2^32 + 1) modulo 2^64. The lowest word of r is 2^64 - 2^32 + 1, so t0 and its
 * product make m - m / 2^32 and the carry of t0 + m in the word above. What comes out on top is in t0.
 */
.macro REDUCE t0 t1 t2 t3
        movq    \t0, %rdx
        shlq    $32, %rdx
        addq    \t0, %rdx
        negq    %rdx
        movq    %rdx, %rax
        shrq    $32, %rax
        movq    %rdx, %rcx
        subq    %rax, %rcx
        mulxq   modulus+8(%rip), %rax, %rbx
        addq    %rdx, \t0
        adcq    %rax, %rcx
        mulxq   modulus+16(%rip), %rax, %rbp
        adcq    %rax, %rbx
        mulxq   modulus+24(%rip), %rax, \t0
        adcq    %rax, %rbp
        adcq    $0, \t0
        addq    %rcx, \t1
        adcq    %rbx, \t2
        adcq    %rbp, \t3
.endm

/* As wide as a sum of products: t0 becomes the highest word, for the next. */
.macro REDUCE_SUM t0 t1 t2 t3 t4 t5
        REDUCE  \t0, \t1, \t2, \t3
        adcq    \t0, \t4
        adcq    $0, \t5
        movl    $0, \t0\()d
.endm

/* t += word i of a[k] times b[k], for k from first to n - 1 */
.macro ROWS n first i t0 t1 t2 t3 t4 t5
        .set    at, 32 * \first
        .rept   \n - \first
        movq    at+\i(%rsi), %rdx
        ROW     at(%rdi), at+8(%rdi), at+16(%rdi), at+24(%rdi), \t0, \t1, \t2, \t3, \t4, \t5
        .set    at, at + 32
        .endr
.endm

/* Takes off the multiple of r that the bits from 254 on of t0 to t4 say. */
.macro BRING_DOWN t0 t1 t2 t3 t4
        shldq   $2, \t3, \t4
        shlq    $5, \t4
        leaq    fp_adx_below(%rip), %rax
        addq    %rax, \t4
        subq    (\t4), \t0
        sbbq    8(\t4), \t1
        sbbq    16(\t4), \t2
        sbbq    24(\t4), \t3
.endm

/* Takes r off t if it is not below r. */
.macro BELOW t0 t1 t2 t3
        movq    \t0, %rax
        movq    \t1, %rbx
        movq    \t2, %rcx
        movq    \t3, %rdx
        subq    modulus(%rip), \t0
        sbbq    modulus+8(%rip), \t1
        sbbq    modulus+16(%rip), \t2
        sbbq    modulus+24(%rip), \t3
        cmovcq  %rax, \t0
        cmovcq  %rbx, \t1
        cmovcq  %rcx, \t2
        cmovcq  %rdx, \t3
.endm

.macro STORE to t0 t1 t2 t3
        movq    \t0, (\to)
        movq    \t1, 8(\to)
        movq    \t2, 16(\to)
        movq    \t3, 24(\to)
.endm

.macro SAVE
        pushq   %rbx
        pushq   %rbp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
.endm

.macro RESTORE
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbp
        popq    %rbx
.endm

.macro BEGIN name
        .globl  \name
        .hidden \name
        .type   \name, @function
        .balign 32
\name:
.endm

.macro DOT n
        BEGIN   fp_adx_dot_\n
        SAVE
        pushq   %rdi
        pushq   %rsi
        movq    %rdx, %rsi
        movq    %rcx, %rdi
        movq    (%rsi), %rdx
        FIRST_ROW (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), r8, r9, r10, r11, r12, r13
        ROWS    \n, 1, 0, %r8, %r9, %r10, %r11, %r12, %r13
        REDUCE_SUM %r8, %r9, %r10, %r11, %r12, %r13
        ROWS    \n, 0, 8, %r9, %r10, %r11, %r12, %r13, %r8
        REDUCE_SUM %r9, %r10, %r11, %r12, %r13, %r8
        ROWS    \n, 0, 16, %r10, %r11, %r12, %r13, %r8, %r9
        REDUCE_SUM %r10, %r11, %r12, %r13, %r8, %r9
        ROWS    \n, 0, 24, %r11, %r12, %r13, %r8, %r9, %r10
        REDUCE_SUM %r11, %r12, %r13, %r8, %r9, %r10
        popq    %rsi
        popq    %rdi
        addq    (%rsi), %r12
        adcq    8(%rsi), %r13
        adcq    16(%rsi), %r8
        adcq    24(%rsi), %r9
        adcq    $0, %r10
        BRING_DOWN %r12, %r13, %r8, %r9, %r10
        STORE   %rdi, %r12, %r13, %r8, %r9
        RESTORE
        ret
        .size   fp_adx_dot_\n, . - fp_adx_dot_\n
.endm

        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
        DOT     \n
        .endr

        BEGIN   fp_adx_multiply
        SAVE
        shlq    $5, %rcx
        addq    %rdi, %rcx
        pushq   %rcx
        pushq   %rdi
        movq    %rdx, %rdi
        .balign 32
1:
        movq    (%rsi), %rdx
        FIRST_ROW (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), r8, r9, r10, r11, r12, r13
        REDUCE_SUM %r8, %r9, %r10, %r11, %r12, %r13
        movq    8(%rsi), %rdx
        ROW     (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), %r9, %r10, %r11, %r12, %r13, %r8
        REDUCE_SUM %r9, %r10, %r11, %r12, %r13, %r8
        movq    16(%rsi), %rdx
        ROW     (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), %r10, %r11, %r12, %r13, %r8, %r9
        REDUCE_SUM %r10, %r11, %r12, %r13, %r8, %r9
        movq    24(%rsi), %rdx
        ROW     (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), %r11, %r12, %r13, %r8, %r9, %r10
        REDUCE_SUM %r11, %r12, %r13, %r8, %r9, %r10
        BELOW   %r12, %r13, %r8, %r9
        popq    %rax
        STORE   %rax, %r12, %r13, %r8, %r9
        addq    $32, %rax
        addq    $32, %rsi
        addq    $32, %rdi
        cmpq    (%rsp), %rax
        pushq   %rax
        jne     1b
        addq    $16, %rsp
        RESTORE
        ret
        .size   fp_adx_multiply, . - fp_adx_multiply

        BEGIN   fp_adx_square
        SAVE
        shlq    $5, %rdx
        addq    %rdi, %rdx
        pushq   %rdx
        .balign 32
1:
        /* Products of two different words, then all of them twice, then the squares. */
        movq    (%rsi), %rdx
        mulxq   8(%rsi), %r9, %r10
        mulxq   16(%rsi), %rax, %r11
        addq    %rax, %r10
        mulxq   24(%rsi), %rax, %r12
        adcq    %rax, %r11
        adcq    $0, %r12
        movq    8(%rsi), %rdx
        mulxq   16(%rsi), %rax, %rcx
        mulxq   24(%rsi), %rbx, %r13
        addq    %rbx, %rcx
        adcq    $0, %r13
        addq    %rax, %r11
        adcq    %rcx, %r12
        movq    16(%rsi), %rdx
        mulxq   24(%rsi), %rax, %r14
        adcq    %rax, %r13
        adcq    $0, %r14
        xorl    %r15d, %r15d
        addq    %r9, %r9
        adcq    %r10, %r10
        adcq    %r11, %r11
        adcq    %r12, %r12
        adcq    %r13, %r13
        adcq    %r14, %r14
        adcq    %r15, %r15
        mulxq   %rdx, %rbx, %rcx
        movq    (%rsi), %rdx
        mulxq   %rdx, %r8, %rax
        addq    %rax, %r9
        movq    8(%rsi), %rdx
        mulxq   %rdx, %rax, %rdx
        adcq    %rax, %r10
        adcq    %rdx, %r11
        adcq    %rbx, %r12
        adcq    %rcx, %r13
        movq    24(%rsi), %rdx
        mulxq   %rdx, %rax, %rdx
        adcq    %rax, %r14
        adcq    %rdx, %r15
        REDUCE  %r8, %r9, %r10, %r11
        adcq    $0, %r8
        REDUCE  %r9, %r10, %r11, %r8
        adcq    $0, %r9
        REDUCE  %r10, %r11, %r8, %r9
        adcq    $0, %r10
        REDUCE  %r11, %r8, %r9, %r10
        adcq    $0, %r11
        addq    %r12, %r8
        adcq    %r13, %r9
        adcq    %r14, %r10
        adcq    %r15, %r11
        BELOW   %r8, %r9, %r10, %r11
        STORE   %rdi, %r8, %r9, %r10, %r11
        addq    $32, %rdi
        addq    $32, %rsi
        cmpq    (%rsp), %rdi
        jne     1b
        addq    $8, %rsp
        RESTORE
        ret
        .size   fp_adx_square, . - fp_adx_square

.macro MIX n
        BEGIN   fp_adx_mix_\n
        SAVE
        leaq    32*\n(%rdi), %rax
        pushq   %rax
        pushq   %rdi
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %r13
        .balign 32
1:
        movq    (%r13), %r8
        movq    8(%r13), %r9
        movq    16(%r13), %r10
        movq    24(%r13), %r11
        xorl    %r12d, %r12d
        .set    at, 0
        .rept   \n
        movq    at/4(%rsi), %rdx
        ROW_OF_FIVE at(%rdi), at+8(%rdi), at+16(%rdi), at+24(%rdi), %r8, %r9, %r10, %r11, %r12
        .set    at, at + 32
        .endr
        REDUCE  %r8, %r9, %r10, %r11
        adcq    %r8, %r12
        popq    %rax
        STORE   %rax, %r9, %r10, %r11, %r12
        addq    $32, %rax
        addq    $32, %r13
        addq    $8*\n, %rsi
        cmpq    (%rsp), %rax
        pushq   %rax
        jne     1b
        addq    $16, %rsp
        RESTORE
        ret
        .size   fp_adx_mix_\n, . - fp_adx_mix_\n
.endm

        .irp    n, 3, 5, 9, 12
        MIX     \n
        .endr

/* t += the tap of two words at tap times the number at from */
.macro TAP tap from
        movq    \tap(%rsi), %rdx
        ROW     \from(%rdi), \from+8(%rdi), \from+16(%rdi), \from+24(%rdi), %r8, %r9, %r10, %r11, %r12, %r13
        .if     \tap >= 64
        movq    \tap+8(%rsi), %rdx
        ROW_OF_FIVE \from(%rdi), \from+8(%rdi), \from+16(%rdi), \from+24(%rdi), %r9, %r10, %r11, %r12, %r13
        .endif
.endm

        BEGIN   fp_adx_next
        SAVE
        pushq   %rdi
        leaq    entries(%rip), %rax
        movslq  (%rax, %r8, 4), %rbx
        addq    %rax, %rbx
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    (%rcx), %r8
        movq    8(%rcx), %r9
        movq    16(%rcx), %r10
        movq    24(%rcx), %r11
        xorl    %r12d, %r12d
        xorl    %r13d, %r13d
        jmp     *%rbx
        .irp    i, 9, 8, 7, 6, 5, 4, 3, 2, 1
entry_\i:
        .if     \i < 9
        TAP     32*(\i-1), -64*\i
        .endif
        TAP     32*(\i-1)+16, 32-64*\i
        .endr
entry_0:
        /*
         * Of r 2^64 the quotient is found 1.27 too small at the most, which leaves less than 2^64 2 r; then of 2 r it is found
         * 3.2 too small at the most, which leaves less than 2.9 B.
         */
        movq    %r12, %rdx
        shrdq   $60, %r13, %rdx
        mulxq   upper_quotient(%rip), %rax, %rdx
        mulxq   modulus(%rip), %rcx, %r14
        mulxq   modulus+8(%rip), %rax, %r15
        addq    %rax, %r14
        mulxq   modulus+16(%rip), %rax, %rbx
        adcq    %rax, %r15
        mulxq   modulus+24(%rip), %rax, %rbp
        adcq    %rax, %rbx
        adcq    $0, %rbp
        subq    %rcx, %r9
        sbbq    %r14, %r10
        sbbq    %r15, %r11
        sbbq    %rbx, %r12
        movq    %r12, %rdx
        mulxq   lower_quotient(%rip), %rax, %rcx
        addq    %rcx, %rdx
        mulxq   twice_modulus(%rip), %rcx, %r14
        mulxq   twice_modulus+8(%rip), %rax, %r15
        addq    %rax, %r14
        mulxq   twice_modulus+16(%rip), %rax, %rbx
        adcq    %rax, %r15
        mulxq   twice_modulus+24(%rip), %rax, %rbp
        adcq    %rax, %rbx
        adcq    $0, %rbp
        subq    %rcx, %r8
        sbbq    %r14, %r9
        sbbq    %r15, %r10
        sbbq    %rbx, %r11
        sbbq    %rbp, %r12
        BRING_DOWN %r8, %r9, %r10, %r11, %r12
        popq    %rax
        STORE   %rax, %r8, %r9, %r10, %r11
        movq    twice_modulus(%rip), %rax
        movq    twice_modulus+8(%rip), %rbx
        movq    twice_modulus+16(%rip), %rcx
        movq    twice_modulus+24(%rip), %rdx
        subq    %r8, %rax
        sbbq    %r9, %rbx
        sbbq    %r10, %rcx
        sbbq    %r11, %rdx
        STORE   %rdi, %rax, %rbx, %rcx, %rdx
        RESTORE
        ret
        .size   fp_adx_next, . - fp_adx_next

        .section .rodata
        .balign 4
entries:
        .irp    i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
        .long   entry_\i - entries
        .endr
#endif
        .section .note.GNU-stack, "", @progbits
