package io.fondaco.replica;

import io.fondaco.replica.spi.Powers;
import java.util.Arrays;
import java.util.List;

/**
 * Packs chunks of one replica, several in step, and unpacks them. A block is a zero byte and data; but for the first of a
 * chunk, all of it except the first and the last byte is masked with the block before as it was packed; then it is raised to
 * the private exponent. That is ArFleet's replica encryption, byte for byte.
 */
final class Packing {

    private Packing() {}

    /** @param chunks data of one length each. @return as many, packed */
    static List<byte[]> pack(Powers powers, ReplicaKey key, ReplicaLayout layout, List<byte[]> chunks) {
        int block = key.open().bytes();
        int data = block - 1;
        int length = chunks.get(0).length;
        int blocks = layout.blocks(length, block);
        byte[][] packed = new byte[chunks.size()][blocks * block];
        byte[] step = new byte[chunks.size() * block];
        for (int i = 0; i < blocks; i++) {
            Arrays.fill(step, (byte) 0);
            for (int c = 0; c < packed.length; c++) {
                int at = i * data;
                if (at < length) {
                    System.arraycopy(chunks.get(c), at, step, c * block + 1, Math.min(data, length - at));
                }
                if (i > 0) {
                    mask(step, c * block, packed[c], (i - 1) * block, block);
                }
            }
            powers.seal(key, step, 0, packed.length);
            for (int c = 0; c < packed.length; c++) {
                System.arraycopy(step, c * block, packed[c], i * block, block);
            }
        }
        return List.of(packed);
    }

    /**
     * @param length bytes of data in the chunk
     * @throws ReplicaException when it is not as long as it should be, or was not packed with the private half of the key
     */
    static byte[] unpack(Powers powers, ReplicaPublicKey key, ReplicaLayout layout, byte[] packed, int length) {
        int block = key.bytes();
        int data = block - 1;
        if (packed.length != layout.packed(length, block)) {
            throw new ReplicaException("a chunk of " + length + " bytes is packed into " + layout.packed(length, block)
                    + ", not " + packed.length);
        }
        byte[] opened = packed.clone();
        int blocks = packed.length / block;
        try {
            powers.open(key, opened, 0, blocks);
        } catch (IllegalArgumentException above) {
            throw new ReplicaException("not packed with this key: " + above.getMessage(), above);
        }
        byte[] plain = new byte[blocks * data];
        for (int i = 0; i < blocks; i++) {
            if (i > 0) {
                mask(opened, i * block, packed, (i - 1) * block, block);
            }
            if (opened[i * block] != 0) {
                throw new ReplicaException("block " + i + " was not packed with this key, or has changed");
            }
            System.arraycopy(opened, i * block + 1, plain, i * data, data);
        }
        for (int i = length; i < plain.length; i++) {
            if (plain[i] != 0) {
                throw new ReplicaException("there is more in the chunk than its " + length + " bytes");
            }
        }
        return Arrays.copyOf(plain, length);
    }

    private static void mask(byte[] into, int at, byte[] before, int from, int block) {
        for (int i = 1; i < block - 1; i++) {
            into[at + i] ^= before[from + i];
        }
    }
}
