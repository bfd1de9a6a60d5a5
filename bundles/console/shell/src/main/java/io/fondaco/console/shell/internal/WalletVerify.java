package io.fondaco.console.shell.internal;

import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import java.io.PrintStream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code wallet:verify}. */
@Service
@Command(
        scope = "wallet",
        name = "verify",
        description = "Check a signature over bytes. Example: wallet:verify f1isdfqwivvmmxi4lqtpwzqsaub4xfkc54slbfsyq"
                + " 0x68656c6c6f 0x01ab...")
public final class WalletVerify extends ChainCommand<WalletVerify.Verdict> {

    /** Whether the key of this address signed these bytes. */
    public record Verdict(Address signer, boolean valid) {}

    @Argument(name = "signer", description = "A party's name or an address", required = true)
    @Completion(WalletCompleter.class)
    String signer;

    @Argument(index = 1, name = "hex", description = "The bytes, in hexadecimal", required = true)
    String hex;

    @Argument(index = 2, name = "signature", description = "Type byte and data, in hexadecimal", required = true)
    String signature;

    @Override
    Verdict ask() {
        Address key = key(address(signer));
        byte[] bytes = hex(hex, "signed text");
        return new Verdict(key, SignatureScheme.verify(Signature.fromBytes(hex(signature, "signature")), key, bytes));
    }

    @Override
    void show(Verdict verdict, PrintStream out) {
        out.println(
                verdict.valid()
                        ? "Valid: the key of " + verdict.signer() + " signed these bytes"
                        : "NOT valid: this is no signature of " + verdict.signer() + " over these bytes");
    }
}
