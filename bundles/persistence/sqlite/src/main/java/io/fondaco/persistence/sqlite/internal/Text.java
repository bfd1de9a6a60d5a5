package io.fondaco.persistence.sqlite.internal;

/** What names and keys may be: text that comes back from UTF-8 as it went in. */
public final class Text {

    private Text() {}

    public static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    throw new IllegalArgumentException(
                            "text with half a surrogate pair at " + i + " cannot be stored: " + text);
                }
                i++;
            }
        }
    }

    /**
     * The smallest text, by UTF-8 bytes, that is larger than every text with this prefix.
     *
     * @return empty text when there is none
     */
    static String beyond(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return "";
    }
}
