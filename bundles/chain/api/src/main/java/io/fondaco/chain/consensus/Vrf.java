package io.fondaco.chain.consensus;

import io.fondaco.crypto.CryptoException;
import io.fondaco.crypto.KeyType;
import io.fondaco.crypto.PrivateKey;
import io.fondaco.crypto.Signature;
import io.fondaco.crypto.SignatureScheme;
import io.fondaco.model.Address;
import io.fondaco.model.Multihash;

/**
 * The chain's verifiable random function: a BLS signature, of which each key has one for each input. Source:
 * specs.filecoin.io, Expected Consensus.
 */
public final class Vrf {
    /** Bytes of a proof. */
    public static final int PROOF = 96;

    private Vrf() {}

    /**
     * The proof of {@code worker} over {@code input}: 96 bytes.
     *
     * @throws CryptoException (UNSUITABLE) unless the key is a BLS one; as {@link SignatureScheme#sign}
     */
    public static byte[] prove(PrivateKey worker, byte[] input) {
        if (worker.type() != KeyType.BLS) {
            throw new CryptoException(
                    CryptoException.Reason.UNSUITABLE,
                    "a " + worker.type().lotusName() + " key has no VRF: a miner's worker needs a bls key");
        }
        return SignatureScheme.bls().sign(worker, input).data();
    }

    /**
     * Whether {@code proof} is the one of {@code worker} over {@code input}.
     *
     * @param worker f3 address; false for another kind
     * @throws CryptoException (UNAVAILABLE) when this machine cannot check
     */
    public static boolean verify(Address worker, byte[] input, byte[] proof) {
        return worker.protocol() == Address.Protocol.BLS
                && proof.length == PROOF
                && SignatureScheme.bls().matches(new Signature(Signature.Type.BLS, proof), worker, input);
    }

    /** The 32 random bytes that a proof stands for. */
    public static byte[] output(byte[] proof) {
        return Multihash.blake2b256(proof).digest();
    }
}
