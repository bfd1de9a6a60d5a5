package io.fondaco.ao.lua.internal.code;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Source to instructions. */
public final class Compiler {
    private static final int MAX_SOURCE = 16 << 20;

    private Compiler() {}

    /**
     * Compiles a chunk: a function with any number of arguments that captures {@code _ENV}.
     *
     * @param source text, in any encoding
     * @param chunk its name in messages, as {@link #chunkName} makes it
     * @throws SyntaxException when it is not Lua 5.3
     */
    public static Prototype compile(byte[] source, String chunk) throws SyntaxException {
        if (source.length > MAX_SOURCE) {
            throw new SyntaxException(
                    chunk + ": source of " + source.length + " bytes, " + MAX_SOURCE + " are allowed");
        }
        if (source.length > 0 && source[0] == 0x1b) {
            throw new SyntaxException("attempt to load a binary chunk (mode is 't')");
        }
        return Generator.generate(new Parser(source, chunk).chunk(), chunk, sha256(source));
    }

    /** How messages call a chunk: {@code @file} and {@code =name} without their mark, other text as string. */
    public static String chunkName(String name) {
        if (name.startsWith("=") || name.startsWith("@")) {
            return name.length() > 60 ? name.substring(1, 60) : name.substring(1);
        }
        int newline = name.indexOf('\n');
        String first = newline < 0 ? name : name.substring(0, newline);
        int room = 59 - "[string \"...\"]".length();
        boolean cut = newline >= 0 || first.length() > room;
        return "[string \"" + (first.length() > room ? first.substring(0, room) : first) + (cut ? "..." : "") + "\"]";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
