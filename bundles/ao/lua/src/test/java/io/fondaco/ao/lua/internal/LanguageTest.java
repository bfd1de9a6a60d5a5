package io.fondaco.ao.lua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Programs whose output by PUC-Rio's Lua 5.3.6 lies beside them. */
@RunWith(Parameterized.class)
public class LanguageTest {
    private final String name;

    public LanguageTest(String name) {
        this.name = name;
    }

    @Parameters(name = "{0}")
    public static List<String> names() {
        return List.of(
                "numbers",
                "strings",
                "patterns",
                "tables",
                "metatables",
                "functions",
                "errors",
                "coroutines",
                "packing");
    }

    private static byte[] resource(String file) throws IOException {
        try (InputStream in = LanguageTest.class.getResourceAsStream("/lua/" + file)) {
            return in.readAllBytes();
        }
    }

    private String expected() throws IOException {
        return new String(resource(name + ".out"), StandardCharsets.ISO_8859_1);
    }

    @Test
    public void printsWhatLua53Prints() throws IOException {
        String printed = Script.run(resource(name + ".lua"), "@" + name + ".lua");
        assertThat(Oracle.plain(printed)).isEqualTo(expected());
    }

    @Test
    public void theFileStillIsWhatLua53Prints() throws IOException, InterruptedException {
        Oracle.assume();
        assertThat(Oracle.plain(Oracle.run(resource(name + ".lua"), name + ".lua")))
                .isEqualTo(expected());
    }

    @Test
    public void slicesOfOneStepChangeNothing() throws IOException {
        String printed = Script.run(
                Script.machine(), resource(name + ".lua"), "@" + name + ".lua", Script.GAS, Script.MEMORY, 1);
        assertThat(Oracle.plain(printed)).isEqualTo(expected());
    }
}
