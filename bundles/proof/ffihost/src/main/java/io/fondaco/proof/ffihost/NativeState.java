package io.fondaco.proof.ffihost;

import java.util.List;

/** What became of the search for native code when it was first asked for; that does not change until the process ends. */
public sealed interface NativeState {

    /** One sentence for operators. */
    String text();

    /**
     * It is loaded.
     *
     * @param platform as fragments name it, such as {@code linux-x86-64}
     */
    record Loaded(String platform) implements NativeState {
        @Override
        public String text() {
            return "native code for " + platform + " is loaded";
        }
    }

    /**
     * No fragment that is here fits this machine.
     *
     * @param platform what would fit
     * @param present platforms for which there is one
     */
    record Missing(String platform, List<String> present) implements NativeState {
        public Missing {
            present = List.copyOf(present);
        }

        @Override
        public String text() {
            return "no native code for " + platform + " is here"
                    + (present.isEmpty() ? "" : ", only for " + String.join(", ", present))
                    + "; install the fragment of this platform, or let it be: everything is computed in Java";
        }
    }

    /**
     * A fragment fits, and what it brings cannot be used.
     *
     * @param reason why, and what to do
     */
    record Unusable(String platform, String reason) implements NativeState {
        @Override
        public String text() {
            return "native code for " + platform + " cannot be used: " + reason;
        }
    }
}
