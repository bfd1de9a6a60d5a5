package io.fondaco.proof.stacked;

import io.fondaco.proof.Node;
import io.fondaco.proof.PostProof;
import io.fondaco.proof.PostStatement;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofException;
import io.fondaco.proof.ProofException.Reason;
import io.fondaco.proof.ProofKind;
import io.fondaco.proof.Proving;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.SectorSize;
import io.fondaco.proof.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes PoSts of the kind vanilla, or names every sector that stands in the way. Thread-safe. */
final class PostBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(PostBuilder.class);
    private static final String NEXT = "; put the files back from a copy, or declare the sector faulty";

    private final Kernels kernels;
    private final Replication replication;
    private final Lanes lanes;
    private final long wholeUpTo;
    private final Subtrees kept = new Subtrees(Subtrees.MOST);
    private final Object repairs = new Object();

    /** @param wholeUpTo size of the largest sectors whose replicas are read whole before a window PoSt, in bytes */
    PostBuilder(Kernels kernels, Replication replication, Lanes lanes, long wholeUpTo) {
        this.kernels = kernels;
        this.replication = replication;
        this.lanes = lanes;
        this.wholeUpTo = wholeUpTo;
    }

    Proving.Outcome prove(PostStatement statement, Map<Long, SectorFiles> files, Watch watch) {
        PostLayout layout = new PostLayout(statement);
        byte[][] parts = new byte[layout.parts.size()][];
        Map<Long, String> faults = Collections.synchronizedMap(new TreeMap<>());
        long nodes = statement.proof().size().nodes();
        try {
            lanes.run("proving sectors", parts.length * nodes, nodes, watch, () -> (from, to) -> {
                int i = (int) (from / nodes);
                PostStatement.Replica sector = statement.sectors().get(i);
                try {
                    parts[i] = part(statement.proof(), sector, layout.parts.get(i), files.get(sector.number()), watch);
                } catch (IOException e) {
                    faults.put(sector.number(), "it cannot be read: " + e + NEXT);
                } catch (ProofException e) {
                    if (e.reason() == Reason.CANCELLED || e.reason() == Reason.DISAGREED) {
                        throw e;
                    }
                    faults.put(sector.number(), e.getMessage() + NEXT);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("a sector's trouble was not kept apart", e);
        }
        if (!faults.isEmpty()) {
            return new Proving.Faulty(Collections.unmodifiableMap(new TreeMap<>(faults)));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.toIntExact(layout.bytes()));
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        return new Proving.Proven(new Proof(ProofKind.VANILLA, body.toByteArray()));
    }

    private byte[] part(
            PostProof proof, PostStatement.Replica sector, PostLayout.Part part, SectorFiles files, Watch watch)
            throws IOException {
        if (files == null) {
            throw damaged("nobody said where its files are");
        }
        SectorSize size = proof.size();
        SectorCache.Aux aux = files.cache().readAux();
        Node commR = kernels.commR(aux.commC(), aux.commRLast());
        if (!commR.equals(sector.commR())) {
            throw damaged("its CommC and CommRLast make CommR " + commR + ", not " + sector.commR() + ": "
                    + files.cache().aux() + " has changed or is of another sector");
        }
        if (proof.use() != PostProof.Use.WINNING && size.bytes() <= wholeUpTo) {
            readWhole(size, files, aux, watch);
        }
        byte[] body;
        try {
            body = gather(proof, part, files, aux);
        } catch (ProofException e) {
            kept.forget(aux.commRLast());
            if (size.bytes() > wholeUpTo || !wholeTree(size, files, aux, watch)) {
                throw e;
            }
            LOG.warn("{}; the replica is whole, so its tree was made again", e.getMessage());
            body = gather(proof, part, files, aux);
        }
        return body;
    }

    /** Reads every byte of a replica, for few leaves of it are challenged. */
    private void readWhole(SectorSize size, SectorFiles files, SectorCache.Aux aux, Watch watch) throws IOException {
        if (!Sector.sealed(size, files, null).whole(watch)) {
            // Without a note, or with one that changed, the tree over the replica tells.
            Node root = replication.root(size, files.sealed(), watch);
            if (!root.equals(aux.commRLast())) {
                throw damaged("the tree over the replica has the root " + root + ", not CommRLast " + aux.commRLast()
                        + ": a part of " + files.sealed() + " has changed");
            }
            synchronized (repairs) {
                Sector.sealed(size, files, null).finished(watch);
            }
        }
    }

    private byte[] gather(PostProof proof, PostLayout.Part part, SectorFiles files, SectorCache.Aux aux)
            throws IOException {
        SectorSize size = proof.size();
        // In windows all that the challenged leaves stand beside is read and hashed, so that more than they is looked
        // at.
        Subtrees rows = proof.use() == PostProof.Use.WINNING ? kept : new Subtrees(0);
        ByteBuffer body = ByteBuffer.allocate(part.bytes()).put(aux.commC().bytes());
        try (NodeFile replica = NodeFile.open(files.sealed(), size.nodes());
                TreeFiles tree = TreeFiles.open(
                        Trees.replica(size),
                        i -> files.cache().treeRLast(size, i),
                        kernels.fieldHash(),
                        replica,
                        rows)) {
            for (long leaf : part.challenged) {
                tree.node(0, leaf, body);
                body.position(body.position() + Node.BYTES);
            }
            int leavesEnd = body.position();
            part.opening.write(tree, body);
            ByteBuffer leaves = body.slice(Node.BYTES, leavesEnd - Node.BYTES);
            Node root = part.opening.root(
                    kernels.fieldHash()::hash, leaves, body.duplicate().position(leavesEnd));
            if (!root.equals(aux.commRLast())) {
                throw damaged("the tree over the replica has the root " + root + ", not CommRLast " + aux.commRLast()
                        + ": a part of " + files.sealed() + " or of its tree has changed");
            }
        }
        return body.array();
    }

    /** Makes the tree's files again; false when the replica is not what it was. */
    private boolean wholeTree(SectorSize size, SectorFiles files, SectorCache.Aux aux, Watch watch) throws IOException {
        synchronized (repairs) {
            if (!replication.root(size, files.sealed(), watch).equals(aux.commRLast())) {
                return false;
            }
            replication.tree(size, files, watch);
            return true;
        }
    }

    private static ProofException damaged(String what) {
        return new ProofException(Reason.DAMAGED, what);
    }
}
