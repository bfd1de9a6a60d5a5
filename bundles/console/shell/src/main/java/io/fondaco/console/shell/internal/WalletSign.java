package io.fondaco.console.shell.internal;

import io.fondaco.crypto.KeyStore;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code wallet:sign}. */
@Service
@Command(
        scope = "wallet",
        name = "sign",
        description = "Sign bytes with a key of the key store. Example: wallet:sign alice 0x68656c6c6f")
public final class WalletSign extends HouseCommand<WalletSign.Signed> {

    /** A signature. @param signature type byte and data, hexadecimal; {@code signed} too */
    public record Signed(Address signer, String type, String signed, String signature) {}

    @Argument(name = "signer", description = "A party's name or an address whose key is here", required = true)
    @Completion(WalletCompleter.class)
    String signer;

    @Argument(index = 1, name = "hex", description = "The bytes, in hexadecimal", required = true)
    String hex;

    @Reference
    KeyStore keys;

    @Reference
    Merchants merchants;

    @Override
    Signed ask() {
        Address address = merchants.wallet(signer);
        byte[] bytes = ChainCommand.hex(hex, "text to sign");
        Signature signature = keys.sign(address, bytes);
        return new Signed(
                address,
                signature.type().name().toLowerCase(Locale.ROOT),
                HexFormat.of().formatHex(bytes),
                signature.toString());
    }

    @Override
    void show(Signed signed, PrintStream out) {
        out.println(signed.signature());
    }
}
