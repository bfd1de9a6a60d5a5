package io.fondaco.model;

import java.util.regex.Pattern;

/**
 * A deal as one party sees it, written {@code local@party}.
 *
 * @param local the market's own name for the deal, 1 to 200 of {@code A-Z a-z 0-9 . _ : -}; for the storage market the
 *     signed proposal's CID
 * @param party name of the party whose side this is: {@code [a-z][a-z0-9-]{0,31}}
 */
public record DealId(String local, String party) implements Comparable<DealId> {
    private static final Pattern LOCAL = Pattern.compile("[A-Za-z0-9._:-]{1,200}");
    private static final Pattern PARTY = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public DealId {
        if (!LOCAL.matcher(local).matches()) {
            throw new InvalidValueException("deal id", 0, "local part is 1 to 200 of A-Z a-z 0-9 . _ : -");
        }
        if (!PARTY.matcher(party).matches()) {
            throw new InvalidValueException(
                    "deal id", local.length() + 1L, "party is a lower-case letter, then up to 31 of a-z 0-9 -");
        }
    }

    /** Reads {@code local@party}, or throws {@link InvalidValueException}. */
    public static DealId parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new InvalidValueException("deal id", text.length(), "no '@' between deal and party");
        }
        return new DealId(text.substring(0, at), text.substring(at + 1));
    }

    /** Orders by party, then by local part. */
    @Override
    public int compareTo(DealId other) {
        int byParty = party.compareTo(other.party);
        return byParty != 0 ? byParty : local.compareTo(other.local);
    }

    @Override
    public String toString() {
        return local + "@" + party;
    }
}
