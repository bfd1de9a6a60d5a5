package io.fondaco.console.shell.internal;

import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code wallet:import}. A key is never an argument: the shell remembers what was typed. */
@Service
@Command(
        scope = "wallet",
        name = "import",
        description =
                "Take a key into the key store, from a file as wallet:export, fondaco tool genesis and Lotus write it."
                        + " Example: wallet:import net/node-1.key")
public final class WalletImport extends HouseCommand<WalletImport.Taken> {

    private static final int LONGEST = 4096;

    /** A key that is here now. @param known whether it was before */
    public record Taken(Address address, String type, boolean known, Path file) {}

    @Argument(name = "file", description = "The file on the node's machine", required = true)
    @Completion(FileCompleter.class)
    String file;

    @Reference
    KeyStore keys;

    @Override
    Taken ask() throws IOException {
        Path path = session.currentDir().resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("There is no file " + path
                    + " on the node's machine; wallet:import takes a file, not the key itself");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LONGEST);
        }
        PrivateKey key = PrivateKey.fromLotus(new String(bytes, StandardCharsets.ISO_8859_1));
        int before = keys.list().size();
        Address address = keys.add(key);
        return new Taken(address, key.type().lotusName(), keys.list().size() == before, path);
    }

    @Override
    void show(Taken taken, PrintStream out) {
        out.println(taken.address() + (taken.known() ? " was here already" : " is in the key store now"));
        out.println(
                "  " + taken.file() + " still holds the secret: delete it, or keep it where nobody else gets at it");
    }
}
