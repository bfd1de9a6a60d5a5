package io.fondaco.deal;

/** No deal, or more than one, goes by that id. */
public final class NoSuchDealException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NoSuchDealException(String message) {
        super(message);
    }
}
