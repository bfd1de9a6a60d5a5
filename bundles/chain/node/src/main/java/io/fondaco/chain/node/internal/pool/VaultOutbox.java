package io.fondaco.chain.node.internal.pool;

import io.fondaco.chain.message.MessageCodec;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.model.Cid;
import io.fondaco.model.Multihash;
import io.fondaco.persistence.NameRange;
import io.fondaco.persistence.Vault;
import io.fondaco.persistence.VaultBatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The outbox as names of a vault: {@code out/m/CID} is a message's number and key, {@code out/b/CID} its bytes (what is longer than a value goes on
 * in {@code out/b/CID/1} and so forth), {@code
 * out/o/NUMBER} says it is open, {@code out/k/HASH/NUMBER} that a key named it. Each method writes one batch.
 */
public final class VaultOutbox implements Outbox {
    private static final String LAST = "out/last";
    private static final String MESSAGE = "out/m/";
    private static final String BYTES = "out/b/";
    private static final String OPEN = "out/o/";
    private static final String KEY = "out/k/";

    private final Vault vault;
    private long next;

    public VaultOutbox(Vault vault) {
        this.vault = vault;
        this.next = vault.name(LAST).map(VaultOutbox::number).orElse(-1L) + 1;
    }

    /** @param number by the order in which messages were first kept */
    private record Kept(long number, String key) {
        byte[] encode() {
            return new CborWriter()
                    .writeListHeader(2)
                    .writeLong(number)
                    .writeText(key)
                    .toBytes();
        }

        static Kept decode(byte[] bytes) {
            CborReader in = new CborReader(bytes);
            in.readListHeader(2);
            Kept kept = new Kept(in.readLong(), in.readText());
            in.finish();
            return kept;
        }
    }

    private static String hex(long number) {
        return String.format("%016x", number);
    }

    private static long number(byte[] hex) {
        return Long.parseLong(new String(hex, StandardCharsets.US_ASCII), 16);
    }

    private static String key(String key) {
        byte[] digest = Multihash.sha256(key.getBytes(StandardCharsets.UTF_8)).digest();
        return KEY + HexFormat.of().formatHex(digest) + "/";
    }

    private static byte[] text(Cid cid) {
        return cid.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static Cid cid(byte[] text) {
        return Cid.parse(new String(text, StandardCharsets.US_ASCII));
    }

    private Optional<Kept> kept(Cid message) {
        return vault.name(MESSAGE + message).map(Kept::decode);
    }

    @Override
    public void keep(Entry entry) {
        Cid cid = entry.message().cid();
        VaultBatch batch = new VaultBatch();
        long number = next++;
        if (kept(cid).isEmpty()) {
            batch.name(MESSAGE + cid, new Kept(number, entry.key()).encode()).name(OPEN + hex(number), text(cid));
            byte[] bytes = MessageCodec.encode(entry.message());
            for (int from = 0; from < bytes.length; from += Vault.MAX_VALUE) {
                byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Vault.MAX_VALUE));
                batch.name(part(cid, from / Vault.MAX_VALUE), part);
            }
        }
        if (!entry.key().isEmpty()) {
            batch.name(key(entry.key()) + hex(number), text(cid));
        }
        batch.name(LAST, hex(number).getBytes(StandardCharsets.US_ASCII));
        vault.write(batch);
    }

    @Override
    public void withdraw(Cid message) {
        Kept kept = kept(message).orElse(null);
        if (kept == null) {
            return;
        }
        VaultBatch batch = new VaultBatch().unname(MESSAGE + message).unname(OPEN + hex(kept.number()));
        for (int i = 0; vault.name(part(message, i)).isPresent(); i++) {
            batch.unname(part(message, i));
        }
        if (!kept.key().isEmpty()) {
            vault.eachName(NameRange.prefix(key(kept.key())), named -> {
                if (cid(named.value()).equals(message)) {
                    batch.unname(named.name());
                }
                return true;
            });
        }
        vault.write(batch);
    }

    @Override
    public void settle(Cid message) {
        kept(message).ifPresent(kept -> vault.write(new VaultBatch().unname(OPEN + hex(kept.number()))));
    }

    @Override
    public List<Entry> open() {
        List<Entry> open = new ArrayList<>();
        vault.eachName(NameRange.prefix(OPEN), named -> {
            find(cid(named.value())).ifPresent(open::add);
            return true;
        });
        return open;
    }

    @Override
    public Optional<Entry> find(Cid message) {
        return kept(message).flatMap(kept -> vault.name(part(message, 0)).map(first -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Optional<byte[]> next = Optional.of(first);
            for (int i = 1; next.isPresent(); i++) {
                bytes.writeBytes(next.get());
                next = vault.name(part(message, i));
            }
            return new Entry(MessageCodec.decodeSigned(bytes.toByteArray()), kept.key());
        }));
    }

    private static String part(Cid message, int number) {
        return BYTES + message + (number == 0 ? "" : "/" + number);
    }

    @Override
    public Optional<Cid> sentFor(String key) {
        return vault.names(NameRange.prefix(key(key)).reversed(), 1).stream()
                .findFirst()
                .map(named -> cid(named.value()));
    }
}
