package io.fondaco.deal;

/** Spells enum constants the way the field spells its states: {@code WAITING_FOR_DATA} is {@code WaitingForData}. */
public final class StateNames {

    private StateNames() {}

    public static String of(Enum<?> state) {
        StringBuilder out = new StringBuilder();
        for (String word : state.name().split("_")) {
            out.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return out.toString();
    }
}
