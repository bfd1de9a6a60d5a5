package io.fondaco.chain.actors;

import io.fondaco.model.Multihash;
import io.fondaco.proof.Node;
import io.fondaco.proof.Proof;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import io.fondaco.proof.Sealing;
import io.fondaco.proof.SectorCache;
import io.fondaco.proof.SectorFiles;
import io.fondaco.proof.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Notes what it is asked to seal; CommR is a digest of the replica's id, and the replica the data. */
final class ScriptedSealing implements Sealing {
    final List<String> asked = new ArrayList<>();

    static Node commR(SealOrder order) {
        byte[] digest = Multihash.sha256(order.replicaId().bytes()).digest();
        digest[31] &= 0x3f;
        return Node.of(digest);
    }

    @Override
    public void preCommit1(SealOrder order, SectorFiles files, Watch watch) throws IOException {
        byte[] data = Files.readAllBytes(files.unsealed());
        asked.add("preCommit1 of " + data.length + (Arrays.equals(data, new byte[data.length]) ? " zeros" : " bytes"));
    }

    @Override
    public Map<Job, Exception> preCommit1(List<Job> jobs, Watch watch) {
        throw new AssertionError("sectors of genesis are sealed one by one");
    }

    @Override
    public Node preCommit2(SealOrder order, SectorFiles files, Watch watch) throws IOException {
        asked.add("preCommit2");
        Files.copy(files.unsealed(), files.sealed(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        files.cache().writeAux(new SectorCache.Aux(commR(order), commR(order)));
        Files.write(files.cache().treeRLast(order.proof().size(), 0), new byte[32]);
        return commR(order);
    }

    @Override
    public void finish(SealOrder order, SectorFiles files) {
        asked.add("finish");
    }

    @Override
    public Proof commit1(SealStatement statement, SectorFiles files, Watch watch) {
        throw new AssertionError("sectors of genesis are not proven");
    }

    @Override
    public Proof commit2(SealStatement statement, Proof vanilla, Watch watch) {
        throw new AssertionError("sectors of genesis are not proven");
    }

    @Override
    public void unseal(SealOrder order, Node commR, SectorFiles files, Path to, Watch watch) {
        throw new AssertionError("there is nothing in sectors of genesis");
    }
}
