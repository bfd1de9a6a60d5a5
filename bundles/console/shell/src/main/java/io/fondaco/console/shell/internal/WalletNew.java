package io.fondaco.console.shell.internal;

import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.KeyType;
import io.fondaco.model.Address;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** {@code wallet:new}. */
@Service
@Command(
        scope = "wallet",
        name = "new",
        description = "Make a key in the key store; a miner's worker needs a bls one. Example: wallet:new bls")
public final class WalletNew extends HouseCommand<WalletNew.Made> {

    /** A key. */
    public record Made(Address address, String type) {}

    @Argument(name = "type", description = "secp256k1 or bls")
    @Completion(
            value = StringsCompleter.class,
            values = {"secp256k1", "bls"})
    String type = KeyType.SECP256K1.lotusName();

    @Reference
    KeyStore keys;

    @Override
    Made ask() {
        KeyType wanted = KeyType.ofLotusName(type.toLowerCase(Locale.ROOT));
        return new Made(keys.create(wanted), wanted.lotusName());
    }

    @Override
    void show(Made made, PrintStream out) {
        out.println(made.address());
        out.println("  It has no account on the chain until it is sent money: wallet:send FROM " + made.address()
                + " AMOUNT");
    }
}
