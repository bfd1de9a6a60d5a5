package io.fondaco.ao.spi;

/** A module's code that cannot be run. */
public final class ModuleException extends Exception {
    private static final long serialVersionUID = 1L;

    public ModuleException(String message) {
        super(message);
    }
}
