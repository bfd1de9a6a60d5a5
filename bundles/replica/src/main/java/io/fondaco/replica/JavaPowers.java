package io.fondaco.replica;

import io.fondaco.replica.spi.Powers;
import java.math.BigInteger;
import java.util.Arrays;

/** In plain Java, by the Chinese remainder theorem: the clear reference, on any machine. */
public final class JavaPowers implements Powers {

    @Override
    public String name() {
        return "java";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void seal(ReplicaKey key, byte[] numbers, int from, int count) {
        int size = key.open().bytes();
        for (int i = 0; i < count; i++) {
            BigInteger x = number(key.open(), numbers, from, i);
            BigInteger a = x.mod(key.p()).modPow(key.exponentP(), key.p());
            BigInteger b = x.mod(key.q()).modPow(key.exponentQ(), key.q());
            BigInteger h = a.subtract(b).multiply(key.coefficient()).mod(key.p());
            put(h.multiply(key.q()).add(b), numbers, from + i * size, size);
        }
    }

    @Override
    public void open(ReplicaPublicKey key, byte[] numbers, int from, int count) {
        for (int i = 0; i < count; i++) {
            BigInteger x = number(key, numbers, from, i);
            put(x.modPow(key.exponent(), key.modulus()), numbers, from + i * key.bytes(), key.bytes());
        }
    }

    private static BigInteger number(ReplicaPublicKey key, byte[] numbers, int from, int index) {
        int at = from + index * key.bytes();
        if (at < 0 || at + key.bytes() > numbers.length) {
            throw new IllegalArgumentException("number " + index + " lies outside of " + numbers.length + " bytes");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(numbers, at, at + key.bytes()));
        if (x.compareTo(key.modulus()) >= 0) {
            throw new IllegalArgumentException("number " + index + " is not below the modulus");
        }
        return x;
    }

    private static void put(BigInteger x, byte[] to, int at, int size) {
        byte[] bytes = x.toByteArray();
        int skip = Math.max(0, bytes.length - size);
        Arrays.fill(to, at, at + size, (byte) 0);
        System.arraycopy(bytes, skip, to, at + size - (bytes.length - skip), bytes.length - skip);
    }
}
