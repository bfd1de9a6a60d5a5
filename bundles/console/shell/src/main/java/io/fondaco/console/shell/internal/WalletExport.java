package io.fondaco.console.shell.internal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.model.Address;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.FileCompleter;

/** {@code wallet:export}. Terminals, logs and scripts keep what they are shown, so a secret is shown on demand only. */
@Service
@Command(
        scope = "wallet",
        name = "export",
        description = "Write a key to a file only its owner may read, in the form of Lotus."
                + " Example: wallet:export --to /safe/alice.key alice")
public final class WalletExport extends HouseCommand<WalletExport.Given> {

    private static final String SHOW = "--yes-show-the-secret";

    /** A key that was handed out. @param secret only where it was asked for */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Given(Address address, String type, Optional<Path> file, Optional<String> secret) {}

    @Argument(name = "wallet", description = "A party's name or an address whose key is here", required = true)
    @Completion(WalletCompleter.class)
    String wallet;

    @Option(name = "--to", description = "The file to write on the node's machine; it must not exist")
    @Completion(FileCompleter.class)
    String to;

    @Option(name = SHOW, description = "Print the secret instead: whoever sees it can spend the money")
    boolean showTheSecret;

    @Reference
    KeyStore keys;

    @Reference
    Merchants merchants;

    @Override
    Given ask() throws IOException {
        if ((to == null) != showTheSecret) {
            throw new IllegalArgumentException("Whoever has the secret can spend the money: say where it goes, with"
                    + " wallet:export --to FILE " + wallet + ", or with " + SHOW + " that it may be printed; not both");
        }
        PrivateKey key = keys.export(merchants.wallet(wallet));
        Address address = merchants.wallet(wallet);
        if (showTheSecret) {
            return new Given(address, key.type().lotusName(), Optional.empty(), Optional.of(key.toLotus()));
        }
        Path file = session.currentDir().resolve(to);
        write(file, key.toLotus() + "\n");
        return new Given(address, key.type().lotusName(), Optional.of(file), Optional.empty());
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("There is no folder " + folder + "; make it first");
        }
        FileAttribute<?>[] owner = Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, owner);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(file + " is there already, and may hold a key; name another file", e);
        }
        Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    @Override
    void show(Given given, PrintStream out) {
        given.secret().ifPresent(out::println);
        given.file()
                .ifPresent(file -> out.println("The key of " + given.address() + " is in " + file
                        + ": whoever reads that file can spend its money"));
    }
}
