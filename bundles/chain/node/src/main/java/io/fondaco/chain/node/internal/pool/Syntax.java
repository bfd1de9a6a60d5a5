package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.actors.GasPrices;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.MessageCodec;
import io.fondaco.crypto.Signature;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import java.util.Arrays;

/** What holds for a message whatever the state: no block may carry one that breaks it. Source: lotus, ValidForBlockInclusion. */
final class Syntax {
    private static final Address NOBODY = Address.bls(new byte[48]);

    private final Policy policy;

    Syntax(Policy policy) {
        this.policy = policy;
    }

    /** {@link Verdict#OK}, or what is wrong. The signature's kind is looked at, not whether it is good. */
    Verdict of(Pending pending) {
        Message m = pending.message();
        int whole = MessageCodec.encode(pending.signed()).length;
        if (whole > mostBytes()) {
            return tooBig(whole);
        }
        if (m.version() != 0) {
            return malformed(pending, "has version " + Long.toUnsignedString(m.version()) + ": 0 is the only one");
        }
        if (m.to().equals(NOBODY)) {
            return malformed(pending, "goes to nobody: its receiver is the empty BLS address");
        }
        TokenAmount supply = policy.rewards().supply();
        if (m.value().isNegative() || m.value().compareTo(supply) > 0) {
            return malformed(pending, "carries " + m.value() + ": 0 to " + supply + " is allowed");
        }
        if (m.gasFeeCap().isNegative() || m.gasFeeCap().compareTo(supply) > 0) {
            return malformed(pending, "has a fee cap of " + m.gasFeeCap() + ": 0 to " + supply + " is allowed");
        }
        if (m.gasPremium().isNegative() || m.gasPremium().compareTo(m.gasFeeCap()) > 0) {
            return malformed(
                    pending,
                    "has a premium of " + m.gasPremium().atto() + " attoFIL: 0 to its fee cap of "
                            + m.gasFeeCap().atto() + " is allowed");
        }
        long onChain = GasPrices.CALICO.onChain(pending.bytes());
        long most = policy.blocks().gasLimit();
        if (m.gasLimit() < onChain || m.gasLimit() > most) {
            return malformed(
                    pending,
                    "has a gas limit of " + m.gasLimit() + ": " + onChain + ", what carrying it takes, to " + most
                            + ", what a block has, is allowed");
        }
        return signer(pending);
    }

    private static Verdict signer(Pending pending) {
        Signature.Type type = pending.signed().signature().type();
        Address.Protocol protocol = pending.sender().protocol();
        boolean fits = type == Signature.Type.BLS && protocol == Address.Protocol.BLS
                || type == Signature.Type.SECP256K1 && protocol == Address.Protocol.SECP256K1;
        return fits
                ? Verdict.OK
                : malformed(
                        pending,
                        "is signed with " + type
                                + ": messages are from f3 with a BLS or from f1 with a secp256k1 signature");
    }

    /** Bytes of the largest message, with its signature. */
    int mostBytes() {
        return policy.blocks().messageBytes();
    }

    Verdict tooBig(int bytes) {
        return new Verdict(
                Verdict.Reason.TOO_BIG, "a message of " + bytes + " bytes: " + mostBytes() + " are the most");
    }

    private static Verdict malformed(Pending pending, String what) {
        return new Verdict(Verdict.Reason.MALFORMED, pending + " " + what);
    }

    /** Whether two messages do the same for the same nonce and differ in gas and fees at most. */
    static boolean sameButForGas(Message a, Message b) {
        return a.version() == b.version()
                && a.from().equals(b.from())
                && a.to().equals(b.to())
                && a.nonce() == b.nonce()
                && a.value().equals(b.value())
                && a.method() == b.method()
                && Arrays.equals(a.params(), b.params());
    }
}
