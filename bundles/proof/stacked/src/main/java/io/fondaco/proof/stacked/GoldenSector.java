package io.fondaco.proof.stacked;

import io.fondaco.proof.ApiVersion;
import io.fondaco.proof.Node;
import io.fondaco.proof.Porep;
import io.fondaco.proof.SectorSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A sector whose every commitment is known. The first one is published by the project fil-proofs-bin; the others were sealed by
 * an implementation of its own that agrees with it.
 *
 * @param data {@code zero} or {@code pattern}: bytes 7i + 3, padded
 */
record GoldenSector(
        SectorSize size,
        String data,
        Porep porep,
        Node replicaId,
        Node lastLabel,
        Node commC,
        Node commRLast,
        Node commR) {
    /** Prover, ticket and number of all but the first. */
    static final Node PROVER = Node.parse("101cbe4b9c42604f04c703c396f788c6cb2d6d7d58f45430b12eb2edd640076c");

    static final Node TICKET = Node.parse("e8867f2000d5597a0a5f4382c52b8b89890019df5320d486a067f38e6c68624b");
    static final long NUMBER = Long.parseUnsignedLong("9259733836259213201");
    /** CommD of the pattern in 2 KiB. */
    static final Node PATTERN = Node.parse("692fbdbc72e1aa6468e86a183ed3dfc2d43b8ad6fb6639110966b2d6371f5419");

    /** All of them, from the file sectors.tsv. */
    static List<GoldenSector> all() {
        try (InputStream in = GoldenSector.class.getResourceAsStream("sectors.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> parse(line.split("\t")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("sectors.tsv of this bundle cannot be read", e);
        }
    }

    private static GoldenSector parse(String[] at) {
        SectorSize size = Arrays.stream(SectorSize.values())
                .filter(s -> s.toString().equals(at[0]))
                .findFirst()
                .orElseThrow();
        return new GoldenSector(
                size,
                at[1],
                new Porep(size, size.layers(), ApiVersion.valueOf(at[3]), Node.parse(at[2])),
                Node.parse(at[4]),
                Node.parse(at[5]),
                Node.parse(at[6]),
                Node.parse(at[7]),
                Node.parse(at[8]));
    }

    Node commD() {
        if (data.equals("pattern")) {
            return PATTERN;
        }
        Node node = Node.of(new byte[Node.BYTES]);
        for (long nodes = size.nodes(); nodes > 1; nodes /= 2) {
            node = Sha256.pair(node, node);
        }
        return node;
    }

    /** Its data after the padding. */
    ByteBuffer paddedData() {
        ByteBuffer padded = ByteBuffer.allocateDirect(Math.toIntExact(size.bytes()));
        if (data.equals("pattern")) {
            // Every 254 bits are followed by two zeros.
            for (long bit = 0; bit < size.bytes() / 128 * 127 * 8; bit++) {
                int raw = (int) (7 * (bit / 8) + 3 & 0xff) >>> bit % 8 & 1;
                long to = bit / 254 * 256 + bit % 254;
                int at = (int) (to / 8);
                padded.put(at, (byte) (padded.get(at) | raw << to % 8));
            }
        }
        return padded;
    }

    /** Whether its replica id follows from prover, ticket, number and data. */
    boolean derived() {
        return !data.equals("published");
    }

    @Override
    public String toString() {
        return size + " " + data + " " + porep.id().toString().substring(0, 2) + " " + porep.version();
    }
}
