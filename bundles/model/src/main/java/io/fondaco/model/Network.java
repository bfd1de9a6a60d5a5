package io.fondaco.model;

/** The letter an address text starts with. It is decoration: the address itself does not belong to a network. */
public enum Network {
    MAINNET('f'),
    TESTNET('t');

    private final char letter;

    Network(char letter) {
        this.letter = letter;
    }

    /** {@code f} or {@code t}. */
    public char letter() {
        return letter;
    }
}
