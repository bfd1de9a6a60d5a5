package io.fondaco.proof.ffi;

import static io.fondaco.proof.ffi.Buffers.NODE;

import io.fondaco.proof.ffihost.Kernels;
import io.fondaco.proof.ffihost.Variant;
import io.fondaco.proof.spi.Labels;
import io.fondaco.proof.spi.NodeArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Labels of replicas side by side. Layers on the heap are copied for each call, whole: they are for tests. Thread-safe.
 */
final class NativeLabels implements Labels {
    private static final int BASE = 6;
    private static final int ENTRY = PARENTS * Integer.BYTES;

    private final Variant variant;
    private final Scratch scratch;

    NativeLabels(Variant variant, Scratch scratch) {
        this.variant = variant;
        this.scratch = scratch;
    }

    @Override
    public int lanes() {
        return Kernels.lanes(variant);
    }

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
        for (int at = 0; at < replicas.size(); at += Kernels.MOST_REPLICAS) {
            label(
                    new Step(layer, from, to),
                    parents,
                    replicas.subList(at, Math.min(at + Kernels.MOST_REPLICAS, replicas.size())));
        }
    }

    private record Step(int layer, long from, long to) {}

    private void label(Step step, ByteBuffer parents, List<Replica> replicas) {
        ByteBuffer ids = ByteBuffer.allocateDirect(NODE * replicas.size());
        List<List<ByteBuffer>> layers = new ArrayList<>();
        List<List<ByteBuffer>> below = new ArrayList<>();
        for (Replica replica : replicas) {
            ids.put(replica.id().bytes());
            layers.add(outside(replica.layer(), true));
            if (step.layer > 1) {
                below.add(outside(replica.below(), false));
            }
        }
        ids.flip();
        long refused = parents.isDirect()
                ? Kernels.labels(variant, step.layer, step.from, parents, ids, layers, below)
                : scratch.with(copy -> through(copy, step, parents, ids, layers, below));
        for (int i = 0; i < replicas.size(); i++) {
            giveBack(step, layers.get(i), replicas.get(i).layer());
        }
        if (refused != Kernels.DONE) {
            throw refusal(step, parents, refused);
        }
    }

    private long through(
            ByteBuffer copy,
            Step step,
            ByteBuffer parents,
            ByteBuffer ids,
            List<List<ByteBuffer>> layers,
            List<List<ByteBuffer>> below) {
        int most = Scratch.BYTES / ENTRY * ENTRY;
        for (int done = 0; done < parents.remaining(); done += most) {
            copy.clear()
                    .put(Buffers.part(parents, done, Math.min(most, parents.remaining() - done)))
                    .flip();
            long refused = Kernels.labels(variant, step.layer, step.from + done / ENTRY, copy, ids, layers, below);
            if (refused != Kernels.DONE) {
                return done / Integer.BYTES + refused;
            }
        }
        return Kernels.DONE;
    }

    /** Segments that native code reaches: those outside the heap themselves, copies of the others. */
    private static List<ByteBuffer> outside(NodeArray array, boolean written) {
        List<ByteBuffer> segments = new ArrayList<>();
        for (ByteBuffer segment : array.segments()) {
            if (written && segment.isReadOnly()) {
                throw new IllegalArgumentException("a layer to write that is read-only");
            }
            segments.add(
                    segment.isDirect()
                            ? segment.duplicate().clear()
                            : ByteBuffer.allocateDirect(segment.capacity())
                                    .put(segment.duplicate().clear())
                                    .flip());
        }
        return segments;
    }

    /** Labels that were written to copies. */
    private static void giveBack(Step step, List<ByteBuffer> copies, NodeArray to) {
        byte[] label = new byte[NODE];
        for (long node = step.from; node < step.to; node++) {
            int segment = (int) (node >>> NodeArray.SEGMENT_BITS);
            if (to.segments().get(segment).isDirect()) {
                node |= (1L << NodeArray.SEGMENT_BITS) - 1;
            } else {
                int at = (int) (node & (1L << NodeArray.SEGMENT_BITS) - 1) * NODE;
                copies.get(segment).get(at, label);
                to.write(node, label, 0);
            }
        }
    }

    private static IllegalArgumentException refusal(Step step, ByteBuffer parents, long refused) {
        int slot = (int) (refused % PARENTS);
        long parent = Integer.toUnsignedLong(
                parents.slice().order(ByteOrder.LITTLE_ENDIAN).getInt((int) refused * Integer.BYTES));
        return new IllegalArgumentException(
                "parent " + slot + " of node " + (step.from + refused / PARENTS) + " in layer " + step.layer + " is "
                        + parent + (slot < BASE ? ": not before it" : ": outside the layer below"));
    }
}
