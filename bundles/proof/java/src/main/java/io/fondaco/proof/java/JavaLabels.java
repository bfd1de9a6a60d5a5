package io.fondaco.proof.java;

import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Labels with SHA-256 of the JDK, one replica after the other. Thread-safe.
 *
 * <p>A label is SHA-256 over the replica's id, the node's place and 37 parent labels, trimmed. Parents stand there as often
 * as it takes to make 37. Source: storage-proofs-porep, stacked/vanilla/create_label.
 */
public final class JavaLabels implements Labels {
    private static final int NODE = 32;
    private static final int PREFIX = 64;
    private static final int REPEATED = 37;
    private static final int BASE = 6;
    private static final int ENTRY = PARENTS * Integer.BYTES;

    @Override
    public void label(int layer, long from, ByteBuffer parents, List<Replica> replicas) {
        if (layer < 1 || from < 0 || parents.remaining() % ENTRY != 0) {
            throw new IllegalArgumentException("labelling layer " + layer + " from node " + from + " with "
                    + parents.remaining() + " bytes of parents: each node has " + ENTRY);
        }
        long to = from + parents.remaining() / ENTRY;
        for (Replica replica : replicas) {
            if (to > replica.layer().count() || layer > 1 == (replica.below() == null)) {
                throw new IllegalArgumentException("labelling layer " + layer + " up to node " + to + " of "
                        + replica.layer().count() + (replica.below() == null ? " without" : " with")
                        + " a layer below: layer 1 has none, all others have one");
            }
        }
        ByteBuffer numbers = parents.slice().order(ByteOrder.LITTLE_ENDIAN);
        for (Replica replica : replicas) {
            label(layer, from, to, numbers, replica);
        }
    }

    @Override
    public int lanes() {
        return 1;
    }

    private static void label(int layer, long from, long to, ByteBuffer parents, Replica replica) {
        Sha256 sha = new Sha256();
        byte[] message = new byte[PREFIX + REPEATED * NODE];
        byte[] label = new byte[NODE];
        System.arraycopy(replica.id().bytes(), 0, message, 0, NODE);
        ByteBuffer place = ByteBuffer.wrap(message).putInt(NODE, layer);
        int have = (layer == 1 ? BASE : PARENTS) * NODE;
        for (long node = from; node < to; node++) {
            place.putLong(NODE + Integer.BYTES, node);
            int length = PREFIX;
            if (node > 0) {
                gather(layer, node, parents, (int) (node - from) * ENTRY, replica, message);
                for (int at = PREFIX + have; at < message.length; at += have) {
                    System.arraycopy(message, PREFIX, message, at, Math.min(have, message.length - at));
                }
                length = message.length;
            }
            sha.trimmed(message, 0, length, label, 0);
            replica.layer().write(node, label, 0);
        }
    }

    private static void gather(int layer, long node, ByteBuffer parents, int at, Replica replica, byte[] message) {
        int degree = layer == 1 ? BASE : PARENTS;
        for (int i = 0; i < degree; i++) {
            long parent = Integer.toUnsignedLong(parents.getInt(at + Integer.BYTES * i));
            NodeArray labels = i < BASE ? replica.layer() : replica.below();
            if (parent >= (i < BASE ? node : labels.count())) {
                throw new IllegalArgumentException("parent " + i + " of node " + node + " in layer " + layer + " is "
                        + parent + (i < BASE ? ": not before it" : ": outside the layer below"));
            }
            labels.read(parent, message, PREFIX + NODE * i);
        }
    }
}
