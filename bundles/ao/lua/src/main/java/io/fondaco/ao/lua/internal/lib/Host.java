package io.fondaco.ao.lua.internal.lib;

import io.fondaco.ao.lua.internal.vm.Call;
import io.fondaco.ao.lua.internal.vm.LuaString;
import io.fondaco.ao.lua.internal.vm.Machine;
import io.fondaco.ao.lua.internal.vm.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** What the modules of a process get from the host: work that would be slow in Lua, paid for in gas by the byte. */
public final class Host {
    private static final Map<String, String> DIGESTS = Map.of(
            "md5", "MD5",
            "sha1", "SHA-1",
            "sha2_256", "SHA-256",
            "sha2_512", "SHA-512",
            "sha3_256", "SHA3-256",
            "sha3_512", "SHA3-512");

    private Host() {}

    public static Table table(Machine machine) {
        Library lib = new Library(machine, "host.")
                .add("json_encode", Json::encode)
                .add("json_decode", Json::decode)
                .add("digest", Host::digest)
                .add("hex", c -> text(c, HexFormat.of().formatHex(bytes(c, 2))))
                .add("unhex", Host::unhex)
                .add("base64", c -> text(c, Base64.getEncoder().encodeToString(bytes(c, 2))))
                .add(
                        "base64url",
                        c -> text(c, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(c, 2))))
                .add("unbase64", c -> unbase64(c, false))
                .add("unbase64url", c -> unbase64(c, true))
                .add("printed", c -> c.state().string(c.machine().printed()));
        BigIntegers.install(lib);
        return lib.table;
    }

    /** The bytes of the first argument; what comes of them takes so many times as much at most. */
    private static byte[] bytes(Call c, int times) {
        LuaString s = c.string(1);
        c.state().charge(8 + (s.length() >> 3));
        c.state().allocate((long) s.length() * times + 24);
        return s.bytes();
    }

    private static LuaString text(Call c, String text) {
        return LuaString.own(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Object digest(Call c) {
        String name = c.string(1).toString();
        LuaString data = c.string(2);
        c.state().charge(64 + (data.length() >> 2));
        switch (name) {
            case "keccak256":
                return c.state().string(Keccak.digest(data.bytes(), 256));
            case "keccak512":
                return c.state().string(Keccak.digest(data.bytes(), 512));
            default:
                String algorithm = DIGESTS.get(name);
                if (algorithm == null) {
                    throw c.bad(1, "no digest of this name");
                }
                try {
                    return c.state().string(MessageDigest.getInstance(algorithm).digest(data.bytes()));
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException("every JDK 17 has " + algorithm, e);
                }
        }
    }

    private static Object unhex(Call c) {
        try {
            return LuaString.own(HexFormat.of().parseHex(new String(bytes(c, 1), StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw c.bad(1, "not hexadecimal");
        }
    }

    private static Object unbase64(Call c, boolean url) {
        try {
            return LuaString.own((url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(bytes(c, 1)));
        } catch (IllegalArgumentException e) {
            throw c.bad(1, url ? "not base64url" : "not base64");
        }
    }
}
