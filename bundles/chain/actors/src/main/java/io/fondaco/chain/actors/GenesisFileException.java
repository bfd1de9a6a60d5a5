package io.fondaco.chain.actors;

/** A genesis file that says something no network can begin with. The message is fit to be shown. */
public final class GenesisFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String path;

    GenesisFileException(String path, String problem) {
        this(path, problem, null);
    }

    GenesisFileException(String path, String problem, Throwable cause) {
        super("genesis file, " + path + ": " + problem, cause);
        this.path = path;
    }

    /** Where in the file, such as {@code $.accounts[1].balance}. */
    public String path() {
        return path;
    }
}
