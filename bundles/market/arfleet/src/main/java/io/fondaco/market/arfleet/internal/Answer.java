package io.fondaco.market.arfleet.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fondaco.replica.ChunkTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a provider shows a deal. */
final class Answer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BITS = 256;

    private Answer() {}

    /** Reads packed chunks. */
    @FunctionalInterface
    interface Chunks {
        byte[] chunk(long index) throws IOException;
    }

    /** The leaves that were asked for, in their order, each with its proof. */
    static byte[] of(ChunkTree tree, Chunks chunks, long[] leaves) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(all)) {
            json.writeStartArray();
            for (long index : leaves) {
                json.writeStartObject();
                json.writeNumberField("index", index);
                json.writeBinaryField("chunk", chunks.chunk(index));
                json.writeArrayFieldStart("proof");
                for (byte[] node : tree.proof(index)) {
                    json.writeString(hex(node));
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        return all.toByteArray();
    }

    /** The same in the words of ArFleet's own providers. @param challenge the bits that name the way */
    static byte[] classic(ChunkTree tree, Chunks chunks, long index, String challenge) throws IOException {
        List<byte[]> proof = tree.proof(index);
        byte[] node = ChunkTree.leaf(tree.kind(), index, chunks.chunk(index));
        List<List<String>> path = new ArrayList<>();
        for (int above = 1; above <= proof.size(); above++) {
            boolean right = (index >> above - 1 & 1) == 1;
            byte[] left = right ? proof.get(above - 1) : node;
            byte[] other = right ? node : proof.get(above - 1);
            byte[] parent = ChunkTree.node(tree.kind(), above, left, other);
            path.add(0, List.of(hex(parent), hex(left), hex(other)));
            node = parent;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("Challenge", challenge);
        all.put("Path", path);
        all.put("Leaf", Base64.getEncoder().encodeToString(chunks.chunk(index)));
        return json(all);
    }

    /** The leaf that a challenge in ArFleet's own words leads to. @param challenge 256 bits, the first at the root */
    static long index(String challenge, int depth) {
        if (challenge.length() != BITS || depth > BITS) {
            throw new IllegalArgumentException("a challenge has 256 bits, not " + challenge.length());
        }
        return Long.parseUnsignedLong("0" + challenge.substring(0, depth), 2);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
