package io.fondaco.codec.amt;

/**
 * The top of an array.
 *
 * @param height levels below the top node, 0 to 63
 * @param count entries, unsigned
 * @param node null when there are no entries: the height is then 0
 */
record AmtRoot(int height, long count, AmtNode node) {
    static final AmtRoot EMPTY = new AmtRoot(0, 0, null);
}
