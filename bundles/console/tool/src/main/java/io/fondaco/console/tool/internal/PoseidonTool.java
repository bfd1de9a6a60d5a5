package io.fondaco.console.tool.internal;

import io.fondaco.console.tool.Tool;
import io.fondaco.proof.Node;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.spi.Backend;
import io.fondaco.proof.spi.FieldHash;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;

/** {@code poseidon}: the hash of trees and columns over numbers of one's own, by every backend that has it. */
@Component(property = Tool.NAME + "=poseidon")
public final class PoseidonTool implements Tool {
    private static final int HEX = 16;

    private final List<Backend> backends;

    @Activate
    public PoseidonTool(@Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE) List<Backend> backends) {
        this.backends = List.copyOf(backends);
    }

    @Override
    public Map<String, Object> apply(Map<String, String> arguments, LongConsumer progress) {
        List<BigInteger> inputs = new ArrayList<>();
        for (String text : arguments.getOrDefault("inputs", "").split(",")) {
            inputs.add(number(text.strip()));
        }
        ByteBuffer nodes = ByteBuffer.allocate(inputs.size() * Node.BYTES);
        inputs.forEach(input -> nodes.put(littleEndian(input)));
        Map<String, Object> digests = new LinkedHashMap<>();
        byte[] digest = new byte[Node.BYTES];
        for (Backend backend : backends) {
            backend.kernel(FieldHash.class).ifPresent(hash -> {
                try {
                    hash.hash(inputs.size(), nodes.duplicate().flip(), ByteBuffer.wrap(digest));
                } catch (ProofException e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
                digests.put(backend.name(), bigEndian(digest));
            });
        }
        if (digests.isEmpty()) {
            throw new IllegalArgumentException("no backend here has Poseidon");
        }
        if (digests.values().stream().distinct().count() > 1) {
            throw new IllegalStateException("the backends do not agree: " + digests);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("arity", inputs.size());
        answer.put("digest", digests.values().iterator().next());
        answer.put("bytes", Node.of(digest).toString());
        answer.put("backends", List.copyOf(digests.keySet()));
        return answer;
    }

    private static BigInteger number(String text) {
        try {
            BigInteger number = text.startsWith("0x") ? new BigInteger(text.substring(2), HEX) : new BigInteger(text);
            if (number.signum() >= 0 && number.bitLength() <= Node.BYTES * Byte.SIZE) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no number: write it in decimal, or in hexadecimal after 0x", e);
        }
        throw new IllegalArgumentException(text + " does not fit 32 bytes: the field's elements are below its order");
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[Node.BYTES];
        for (int i = 0; i < Node.BYTES; i++) {
            bytes[i] = number.shiftRight(Byte.SIZE * i).byteValue();
        }
        return bytes;
    }

    private static String bigEndian(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            text.append(String.format("%02x", bytes[i]));
        }
        return text.toString();
    }
}
