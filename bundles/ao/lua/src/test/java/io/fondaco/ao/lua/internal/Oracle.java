package io.fondaco.ao.lua.internal;

import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The Lua 5.3 of PUC-Rio, when the machine has one as {@code lua5.3}. */
final class Oracle {
    private static final boolean THERE = there();

    private Oracle() {}

    private static boolean there() {
        try {
            return new ProcessBuilder("lua5.3", "-v")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static void assume() {
        assumeTrue("no lua5.3 on this machine (Debian: apt-get install lua5.3)", THERE);
    }

    /** What a program prints, bytes as ISO 8859-1. */
    static String run(byte[] source, String name) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lua-oracle");
        Path script = folder.resolve(name);
        Path out = folder.resolve("out");
        try {
            Files.write(script, source);
            Process lua = new ProcessBuilder("lua5.3", name)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!lua.waitFor(60, TimeUnit.SECONDS)) {
                lua.destroyForcibly();
                throw new IOException(name + " runs for more than 60 s");
            }
            return new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
        } finally {
            Files.deleteIfExists(script);
            Files.deleteIfExists(out);
            Files.deleteIfExists(folder);
        }
    }

    /** Without what differs for good reasons: the sign of NaN, and addresses. */
    static String plain(String printed) {
        return printed.replace("-nan", "nan").replaceAll("0x[0-9a-f]{8,}", "PTR");
    }
}
