package io.fondaco.ao.unit.internal;

import io.fondaco.ao.Signer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * The key of a unit: an Ed25519 seed as 64 hexadecimal digits in a file of its owner's only. Ed25519 because what processes
 * send is signed here: equal contents must get equal signatures, and in a hundredth of the time RSA would take.
 */
final class UnitKey {
    private static final int SEED = 32;

    private UnitKey() {}

    /** The key of a file, made anew when there is none. */
    static Signer loadOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (text.length() != 2 * SEED) {
            throw new IOException(file + " holds no key of an ao unit: 64 hexadecimal digits, not " + text.length()
                    + " characters. Put the right file there; a new key would be another unit");
        }
        try {
            return Signer.ed25519(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no key of an ao unit: not hexadecimal", e);
        }
    }

    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        byte[] seed = new byte[SEED];
        new SecureRandom().nextBytes(seed);
        Path temporary = folder.resolve(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        FileAttribute<?>[] mode =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            channel.write(ByteBuffer.wrap(HexFormat.of().formatHex(seed).getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(temporary, file);
    }
}
