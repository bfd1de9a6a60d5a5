package io.fondaco.persistence;

/**
 * A name of a vault and what it points at.
 *
 * @param value at most {@link Vault#MAX_VALUE} bytes; the vault keeps and hands out copies
 */
public record Named(String name, byte[] value) {}
