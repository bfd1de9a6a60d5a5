/**
 * The storage market's messages, byte for byte. Each message is one record and one {@link
 * io.fondaco.market.storage.internal.wire.Struct}; a struct knows the three forms in use: tuples (the 1.0.1 protocols),
 * maps in declaration order (writers before 2023) and maps in canonical order. Readers take any key order and ignore keys
 * they do not know. Numbers and names of the wire are types of their own and never reach the store.
 */
package io.fondaco.market.storage.internal.wire;
