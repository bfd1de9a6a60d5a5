package io.fondaco.market;

/** An offer that cannot become a deal; the message says why and what would help. */
public final class OfferRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public OfferRefusedException(String message) {
        super(message);
    }

    public OfferRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
