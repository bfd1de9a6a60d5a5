package io.fondaco.market.storage.internal;

/** A party that a deal needs is not in the house now. */
public final class AbsentPartyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    AbsentPartyException(String name) {
        super("party " + name + " is not in the house; is etc/io.fondaco.party-" + name + ".cfg there?");
    }
}
