package io.fondaco.crypto;

import io.fondaco.model.Address;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A scheme whose signatures can be added up into one of the same size. */
@ProviderType
public interface AggregateScheme extends SignatureScheme {
    /**
     * Adds signatures up; none at all give the point at infinity (c0, then zeros), as empty blocks carry it.
     *
     * @throws CryptoException (MALFORMED) naming the signature that is no point of the group; (UNAVAILABLE)
     */
    Signature aggregate(List<Signature> signatures);

    /**
     * Checks an aggregate over one message per key.
     *
     * @param messages as many as keys, and all different: equal messages are refused, because this scheme proves
     *     nothing about them (basic scheme of the IETF draft, section 3.1)
     * @return whether every key signed its message
     * @throws CryptoException (MALFORMED) when the lists differ in length; (UNAVAILABLE)
     */
    boolean matchesAll(List<PublicKey> keys, List<byte[]> messages, Signature aggregate);

    /**
     * Checks several signatures of one key together, which takes about two thirds of the time of one by one. Each is weighed with a
     * random number, so that bad ones cannot make up for each other: the chance that any passes is one in 2^127.
     *
     * @param messages as many as signatures
     * @return whether every signature is the signer's over its message; which are not has to be found out one by one
     * @throws CryptoException (MALFORMED) when the lists differ in length; (UNAVAILABLE)
     */
    boolean matchesEach(Address signer, List<byte[]> messages, List<Signature> signatures);
}
