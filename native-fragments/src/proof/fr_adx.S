/*
 * Arithmetic of poseidon_adx.c with mulx: the field of fr.h, numbers of four words, B = 2^256. System V calling convention.
 *
 *   void fp_adx_dot_N(fr *to, const fr *plus, const fr *a, const fr *b)
 *       to = plus and the sum of a[i] b[i] / B for N products, below 2^254 + r. a and plus below B, b below r; N 1 to 15.
 *   void fp_adx_multiply(fr *to, const fr *a, const fr *b, int64_t count)
 *       to[i] = a[i] b[i] / B, with r taken off once if it is not below r; a[i] b[i] / B + r must be below B. count 1 at least.
 *
 * to may be any of the inputs.
 */
#if defined(__x86_64__)

        .section .rodata
        .balign 32
modulus:
        .quad 0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48

        .text

/* t += rdx times the words at b0 to b3: the product first, so that only one addition of each word waits for the row before. */
.macro ROW b0 b1 b2 b3 t0 t1 t2 t3 t4 t5
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

/* Makes t0 zero by a multiple of r: -1/r = -(2^32 + 1) modulo 2^64. */
.macro REDUCE t0 t1 t2 t3 t4 t5
        movq    \t0, %rdx
        shlq    $32, %rdx
        addq    \t0, %rdx
        negq    %rdx
        ROW     modulus(%rip), modulus+8(%rip), modulus+16(%rip), modulus+24(%rip), \t0, \t1, \t2, \t3, \t4, \t5
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

.macro DOT n
        .globl  fp_adx_dot_\n
        .hidden fp_adx_dot_\n
        .type   fp_adx_dot_\n, @function
        .balign 32
fp_adx_dot_\n:
        SAVE
        pushq   %rdi
        pushq   %rsi
        movq    %rdx, %rsi
        movq    %rcx, %rdi
        movq    (%rsi), %rdx
        FIRST_ROW (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), r8, r9, r10, r11, r12, r13
        ROWS    \n, 1, 0, %r8, %r9, %r10, %r11, %r12, %r13
        REDUCE  %r8, %r9, %r10, %r11, %r12, %r13
        ROWS    \n, 0, 8, %r9, %r10, %r11, %r12, %r13, %r8
        REDUCE  %r9, %r10, %r11, %r12, %r13, %r8
        ROWS    \n, 0, 16, %r10, %r11, %r12, %r13, %r8, %r9
        REDUCE  %r10, %r11, %r12, %r13, %r8, %r9
        ROWS    \n, 0, 24, %r11, %r12, %r13, %r8, %r9, %r10
        REDUCE  %r11, %r12, %r13, %r8, %r9, %r10
        popq    %rsi
        popq    %rdi
        addq    (%rsi), %r12
        adcq    8(%rsi), %r13
        adcq    16(%rsi), %r8
        adcq    24(%rsi), %r9
        adcq    $0, %r10
        /* The bits from 254 on say which multiple of r to take off. */
        shldq   $2, %r9, %r10
        shlq    $5, %r10
        leaq    fp_adx_below(%rip), %rax
        addq    %rax, %r10
        subq    (%r10), %r12
        sbbq    8(%r10), %r13
        sbbq    16(%r10), %r8
        sbbq    24(%r10), %r9
        movq    %r12, (%rdi)
        movq    %r13, 8(%rdi)
        movq    %r8, 16(%rdi)
        movq    %r9, 24(%rdi)
        RESTORE
        ret
        .size   fp_adx_dot_\n, . - fp_adx_dot_\n
.endm

        .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        DOT     \n
        .endr

        .globl  fp_adx_multiply
        .hidden fp_adx_multiply
        .type   fp_adx_multiply, @function
        .balign 32
fp_adx_multiply:
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
        REDUCE  %r8, %r9, %r10, %r11, %r12, %r13
        movq    8(%rsi), %rdx
        ROW     (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), %r9, %r10, %r11, %r12, %r13, %r8
        REDUCE  %r9, %r10, %r11, %r12, %r13, %r8
        movq    16(%rsi), %rdx
        ROW     (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), %r10, %r11, %r12, %r13, %r8, %r9
        REDUCE  %r10, %r11, %r12, %r13, %r8, %r9
        movq    24(%rsi), %rdx
        ROW     (%rdi), 8(%rdi), 16(%rdi), 24(%rdi), %r11, %r12, %r13, %r8, %r9, %r10
        REDUCE  %r11, %r12, %r13, %r8, %r9, %r10
        movq    %r12, %rax
        movq    %r13, %rbx
        movq    %r8, %rcx
        movq    %r9, %rdx
        subq    modulus(%rip), %r12
        sbbq    modulus+8(%rip), %r13
        sbbq    modulus+16(%rip), %r8
        sbbq    modulus+24(%rip), %r9
        cmovcq  %rax, %r12
        cmovcq  %rbx, %r13
        cmovcq  %rcx, %r8
        cmovcq  %rdx, %r9
        popq    %rax
        movq    %r12, (%rax)
        movq    %r13, 8(%rax)
        movq    %r8, 16(%rax)
        movq    %r9, 24(%rax)
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
#endif
        .section .note.GNU-stack, "", @progbits
