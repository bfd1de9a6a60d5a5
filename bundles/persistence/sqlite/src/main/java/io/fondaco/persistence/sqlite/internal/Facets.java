package io.fondaco.persistence.sqlite.internal;

import io.fondaco.persistence.IndexRow;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A row's facets as bytes, each name and value after its length, by name; and a row's checksum. */
final class Facets {

    private Facets() {}

    static byte[] encode(Map<String, String> facets) {
        List<byte[]> parts = new ArrayList<>();
        int length = 0;
        for (Map.Entry<String, String> facet : new TreeMap<>(facets).entrySet()) {
            for (String text : List.of(facet.getKey(), facet.getValue())) {
                byte[] part = text.getBytes(StandardCharsets.UTF_8);
                parts.add(part);
                length += 4 + part.length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        parts.forEach(part -> out.putInt(part.length).put(part));
        return out.array();
    }

    /** @throws IllegalArgumentException when these are no facets */
    static Map<String, String> decode(byte[] bytes) {
        Map<String, String> facets = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            facets.put(text(in), text(in));
        }
        return facets;
    }

    private static String text(ByteBuffer in) {
        try {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("facets: " + length + " bytes at " + in.position());
            }
            String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
            in.position(in.position() + length);
            return text;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("facets end at " + in.position(), e);
        }
    }

    static long crc(IndexRow row, byte[] facets) {
        byte[] collection = row.collection().getBytes(StandardCharsets.UTF_8);
        byte[] key = row.key().getBytes(StandardCharsets.UTF_8);
        ByteBuffer head = ByteBuffer.allocate(20 + collection.length + key.length);
        head.putInt(collection.length).put(collection).putInt(key.length).put(key);
        head.putLong(row.sort()).putInt(facets.length);
        CRC32C crc = new CRC32C();
        crc.update(head.array());
        crc.update(facets);
        crc.update(row.body());
        return crc.getValue();
    }
}
