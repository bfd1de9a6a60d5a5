package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.Test;

/** Random programs print the same here and in PUC-Rio's Lua. */
public class RandomProgramsTest {
    private static final int LINES = 400;

    private static String here(String source) {
        return plain(Script.run(source.getBytes(StandardCharsets.ISO_8859_1), "@p.lua"));
    }

    /**
     * Without the lines that hang on the sign C prints for NaN, and without the names of operands: for and and or these hang on
     * the registers that C Lua takes (LanguageTest has the names of all others).
     */
    private static String plain(String printed) {
        return Oracle.plain(printed)
                .replaceAll(" \\((local|upvalue|field|constant|global|method) '[^\n]*'\\)", "")
                .lines()
                .filter(line -> !line.toLowerCase(Locale.ROOT).contains("na"))
                .collect(Collectors.joining("\n"));
    }

    @Test
    public void printsWhatLua53PrintedForTheProgramOfSeedOne() throws IOException {
        try (InputStream in = RandomProgramsTest.class.getResourceAsStream("/lua/random-1.out")) {
            assertThat(here(RandomPrograms.of(1, LINES)))
                    .isEqualTo(plain(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    public void printsWhatLua53PrintsForAnyProgram() throws IOException, InterruptedException {
        Oracle.assume();
        long last = Boolean.getBoolean("fondaco.long") ? 3_000 : 12;
        for (long seed = 1; seed <= last; seed++) {
            String source = RandomPrograms.of(seed, LINES);
            String there = Oracle.run(source.getBytes(StandardCharsets.ISO_8859_1), "p.lua");
            assertThat(here(source)).as("seed " + seed).isEqualTo(plain(there));
        }
    }

    public static void main(String[] args) {
        System.out.print(RandomPrograms.of(Long.parseLong(args[0]), LINES));
    }
}
