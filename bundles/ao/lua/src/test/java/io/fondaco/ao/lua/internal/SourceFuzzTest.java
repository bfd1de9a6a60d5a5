package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.ao.Tag;
import io.fondaco.ao.spi.Environment;
import io.fondaco.ao.spi.Limits;
import io.fondaco.ao.spi.ModuleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;

/** Whatever the bytes of a module are, they compile or are refused with a line. */
public class SourceFuzzTest {
    private static final Environment ENVIRONMENT = new Environment(
            "p", "o", List.of(), "m", "mo", List.of(new Tag("Module-Format", LuaRuntime.SEALED)), Set.of());
    private static final Limits LIMITS = new Limits(200_000, 4 << 20, 100);
    private static final String[] PIECES = {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "nil",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "true",
        "until",
        "while",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "#",
        "&",
        "~",
        "|",
        "<<",
        ">>",
        "//",
        "==",
        "~=",
        "<=",
        ">=",
        "<",
        ">",
        "=",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "::",
        ";",
        ":",
        ",",
        ".",
        "..",
        "...",
        "x",
        "y",
        "f",
        "_ENV",
        "1",
        "2.5",
        "'s'",
        "[[l]]",
        "0x1p4",
        "--c\n",
        "--[[c]]",
        "\n"
    };

    private static final int ROUNDS = Boolean.getBoolean("fondaco.long") ? 200_000 : 3_000;

    /** @return whether it compiles */
    private static boolean compiles(byte[] source) {
        try {
            new LuaRuntime().begin(source, ENVIRONMENT, LIMITS);
            return true;
        } catch (ModuleException e) {
            assertThat(e.getMessage()).matches("(?s)(module:\\d+: .+|attempt to load a binary chunk.*)");
            return false;
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SourceFuzzTest.class.getResourceAsStream("/lua/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    public void refusesRandomBytes() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS / 3; i++) {
            byte[] source = new byte[random.nextInt(200)];
            random.nextBytes(source);
            compiles(source);
        }
    }

    @Test
    public void takesOrRefusesRandomTokens() {
        Random random = new Random(2);
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder source = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                source.append(PIECES[random.nextInt(PIECES.length)]).append(' ');
            }
            taken += compiles(source.toString().getBytes(StandardCharsets.UTF_8)) ? 1 : 0;
        }
        assertThat(taken).isPositive();
    }

    @Test
    public void runsOrRefusesMutatedPrograms() throws IOException {
        Random random = new Random(3);
        int ran = 0;
        for (String name : List.of("functions", "metatables", "coroutines", "errors", "tables")) {
            byte[] original = resource(name + ".lua");
            for (int i = 0; i < ROUNDS / 30; i++) {
                byte[] source = original.clone();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    source = mutate(source, random);
                }
                String out = Script.run(Script.machine(), source, "=f", 400_000, 8 << 20, 50_000);
                ran += out.startsWith("SYNTAX") ? 0 : 1;
            }
        }
        assertThat(ran).isPositive();
    }

    private static byte[] mutate(byte[] source, Random random) {
        byte[] out = source.clone();
        int at = random.nextInt(out.length);
        switch (random.nextInt(4)) {
            case 0 -> out[at] = (byte) random.nextInt(256);
            case 1 -> out = Arrays.copyOf(out, at);
            case 2 -> {
                int length = Math.min(random.nextInt(30), out.length - at);
                System.arraycopy(source, random.nextInt(out.length - length + 1), out, at, length);
            }
            default -> {
                byte[] piece = PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
                System.arraycopy(piece, 0, out, at, Math.min(piece.length, out.length - at));
            }
        }
        return out;
    }

    /** Threads of an evaluator may have small stacks. */
    private static void onAStackOf512KiB(Runnable test) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, test, "small-stack", 512 << 10);
        thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    public void refusesDeepNestingOfEveryKind() throws InterruptedException {
        onAStackOf512KiB(SourceFuzzTest::deepNesting);
    }

    private static void deepNesting() {
        for (String[] nest : new String[][] {
            {"x = ", "(", "1", ")"},
            {"x = ", "{", "", "}"},
            {"x = ", "-", "1", ""},
            {"x = ", "not ", "1", ""},
            {"x = ", "f(", "1", ")"},
            {"x = ", "t[", "1", "]"},
            {"x = ", "1 ^ ", "1", ""},
            {"", "do ", "", " end"},
            {"", "if x then ", "", " end"},
            {"", "while x do ", "", " end"},
            {"", "for i = 1, 2 do ", "", " end"},
            {"", "repeat ", "", " until x"},
            {"", "function f() ", "", " end"},
            {"x = ", "function() return ", "1", " end"}
        }) {
            String source = nest[0] + nest[1].repeat(50_000) + nest[2] + nest[3].repeat(50_000);
            assertThat(compiles(source.getBytes(StandardCharsets.UTF_8)))
                    .as(nest[1])
                    .isFalse();
        }
    }

    @Test
    public void takesLongChainsThatDoNotNest() throws InterruptedException {
        onAStackOf512KiB(SourceFuzzTest::longChains);
    }

    private static void longChains() {
        StringBuilder concat = new StringBuilder("x = 'a'");
        StringBuilder table = new StringBuilder("t = {");
        StringBuilder ifs = new StringBuilder("if x == 1 then y = 1 ");
        for (int i = 0; i < 200; i++) {
            concat.append(" .. 'b'");
        }
        for (int i = 0; i < 60_000; i++) {
            table.append(i).append(", ");
        }
        for (int i = 0; i < 5_000; i++) {
            ifs.append("elseif x == ").append(i).append(" then y = ").append(i).append(' ');
        }
        assertThat(compiles(concat.toString().getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(compiles(table.append("}").toString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(compiles(ifs.append("end").toString().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(compiles(("x = 1" + " + 1".repeat(390)).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(compiles(("x = 1" + " + 1".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(compiles(("x = f" + "()".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(compiles(("x = a" + ".b".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(compiles(("x = 'a'" + " .. 'b'".repeat(100_000)).getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(compiles("x = 1 ".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }
}
