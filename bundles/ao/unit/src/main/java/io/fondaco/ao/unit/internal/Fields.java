package io.fondaco.ao.unit.internal;

import io.fondaco.persistence.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Length-prefixed fields, one after the other. */
final class Fields {
    private Fields() {}

    /** Puts fields out. */
    interface Put {
        void put(DataOutputStream out) throws IOException;
    }

    /** Takes fields in. */
    interface Take<T> {
        T take(DataInputStream in) throws IOException;
    }

    static byte[] write(Put fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            fields.put(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    static <T> T read(byte[] bytes, Take<T> fields) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            T value = fields.take(new DataInputStream(in));
            if (in.available() > 0) {
                throw new EOFException(in.available() + " bytes too many");
            }
            return value;
        } catch (IOException e) {
            throw new StoreException("a record of the ao unit is damaged: " + e.getMessage(), e);
        }
    }

    static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("a field of " + length + " bytes, " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }

    static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }
}
