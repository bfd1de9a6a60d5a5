package io.fondaco.persistence;

import io.fondaco.model.Cid;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a vault is to change in one go. Of several orders for one CID, or for one name, the last counts. For one thread;
 * the arrays handed in are not copied, so leave them alone until the batch has been written. A batch may be written again.
 *
 * <p>A batch is held in memory while it is written: keep it to some MiB by {@link #bytes}.
 */
public final class VaultBatch {

    /** Longest name, in characters. */
    public static final int MAX_NAME = 200;

    private final Map<Cid, Optional<byte[]>> blocks = new LinkedHashMap<>();
    private final Map<String, Optional<byte[]>> names = new LinkedHashMap<>();
    private long bytes;

    /**
     * Stores a block; one that is there already stays as it is.
     *
     * @throws IllegalArgumentException when it has more than {@link Vault#MAX_BLOCK} bytes
     */
    public VaultBatch put(Cid cid, byte[] block) {
        Objects.requireNonNull(cid, "cid");
        if (block.length > Vault.MAX_BLOCK) {
            throw new IllegalArgumentException("the block " + cid + " has " + block.length + " bytes; a vault takes "
                    + Vault.MAX_BLOCK + " at most");
        }
        replace(blocks, cid, Optional.of(block));
        return this;
    }

    /** Deletes a block if it is there. */
    public VaultBatch delete(Cid cid) {
        replace(blocks, Objects.requireNonNull(cid, "cid"), Optional.empty());
        return this;
    }

    /**
     * Makes a name point at something, whatever it pointed at before.
     *
     * @param name 1 to {@link #MAX_NAME} printable ASCII characters, no space
     * @throws IllegalArgumentException when that is no name, or the value has more than {@link Vault#MAX_VALUE} bytes
     */
    public VaultBatch name(String name, byte[] value) {
        check(name);
        if (value.length > Vault.MAX_VALUE) {
            throw new IllegalArgumentException("the name " + name + " is to point at " + value.length
                    + " bytes; a vault takes " + Vault.MAX_VALUE + " at most");
        }
        replace(names, name, Optional.of(value));
        return this;
    }

    /** Removes a name if it is there. */
    public VaultBatch unname(String name) {
        check(name);
        replace(names, name, Optional.empty());
        return this;
    }

    private static void check(String name) {
        boolean good = !name.isEmpty() && name.length() <= MAX_NAME;
        for (int i = 0; good && i < name.length(); i++) {
            good = name.charAt(i) > ' ' && name.charAt(i) < 0x7f;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "a name is 1 to " + MAX_NAME + " printable ASCII characters without spaces, not \"" + name + '"');
        }
    }

    private <K> void replace(Map<K, Optional<byte[]>> orders, K key, Optional<byte[]> value) {
        Optional<byte[]> before = orders.put(key, value);
        bytes += value.map(v -> v.length).orElse(0);
        if (before != null) {
            bytes -= before.map(v -> v.length).orElse(0);
        }
    }

    /** The blocks to store, and, empty, those to delete. Not to be changed. */
    public Map<Cid, Optional<byte[]>> blocks() {
        return Collections.unmodifiableMap(blocks);
    }

    /** The names to set, and, empty, those to remove. Not to be changed. */
    public Map<String, Optional<byte[]>> names() {
        return Collections.unmodifiableMap(names);
    }

    /** How many orders there are. */
    public int size() {
        return blocks.size() + names.size();
    }

    /** The bytes of all blocks and values to store. */
    public long bytes() {
        return bytes;
    }
}
