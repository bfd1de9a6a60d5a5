package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.block.Tipset;
import io.fondaco.codec.bitfield.BitField;
import io.fondaco.model.Address;
import io.fondaco.model.Epoch;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.Proving;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.Test;

/** What keeps a sector in power each period, and what becomes of one that is not shown. */
public class SealedWindowTest {

    private static <T> T read(Devnet net, int miner, Function<MinerView, T> look) {
        Address id = net.producer(miner);
        return net.node(0)
                .read(view ->
                        look.apply(MinerView.of(view.tree(), id, view.policy()).orElseThrow()));
    }

    private static long power(Devnet net, int miner) {
        return SealedWindowTest.<Long>read(net, miner, m -> m.power().raw().longValueExact());
    }

    /** Lets epochs pass until the miner of a node has something to show. */
    private static Keeper.Due due(Devnet net, int node, BitField skipped) {
        for (int i = 0; i < 300; i++) {
            Optional<Keeper.Due> due = net.keeper(node, net.producer(node)).due(skipped);
            if (due.isPresent()) {
                return due.get();
            }
            net.turn(1);
        }
        throw new AssertionError("nothing is due");
    }

    private static byte[] proof(Devnet net, int node, Keeper.Due due) {
        return ((Proving.Proven) net.sectors().prove(net.producer(node).idNumber(), due.statement()))
                .proof()
                .toBytes();
    }

    private static byte[] params(Keeper.Due due, byte[] proof) {
        return MinerParams.WindowPost.CODEC.encode(due.with(proof));
    }

    private static byte[] flipped(byte[] proof, int place) {
        byte[] flipped = proof.clone();
        flipped[place] ^= 4;
        return flipped;
    }

    private static Included sent(Devnet net, int node, long method, byte[] params) {
        var message = net.await(net.node(node)
                .pool()
                .send(Outgoing.call(net.owner(node), net.producer(node), TokenAmount.ZERO, method, params, "")));
        for (int i = 0; i < 20 && net.node(node).find(message.cid()).isEmpty(); i++) {
            net.turn(1);
        }
        return net.node(node).find(message.cid()).orElseThrow();
    }

    @Test
    public void aProofThatCannotBeOneIsRefusedAtOnce() {
        try (Devnet net = Devnet.sealed(1)) {
            net.keep(0, false);
            Sealer sealer = new Sealer(net);
            net.turn(3);
            Keeper.Due due = due(net, 0, BitField.EMPTY);
            byte[] proof = proof(net, 0, due);
            long submit = MinerActor.SUBMIT_WINDOWED_POST;
            byte[] kind = proof.clone();
            kind[0] = 2;
            assertThat(sealer.code(submit, params(due, kind))).isEqualTo((long) ExitCode.USR_ILLEGAL_ARGUMENT);
            assertThat(sealer.code(submit, params(due, new byte[0]))).isEqualTo((long) ExitCode.USR_ILLEGAL_ARGUMENT);
            assertThat(sealer.code(submit, params(due, Arrays.copyOf(proof, 4162))))
                    .as("more than two sectors have")
                    .isEqualTo((long) ExitCode.USR_ILLEGAL_ARGUMENT);
            MinerParams.WindowPost good = due.with(proof);
            MinerParams.WindowPost older = new MinerParams.WindowPost(
                    good.deadline(),
                    good.partitions(),
                    List.of(new Syscalls.PostProof(5, proof)),
                    good.commitEpoch(),
                    good.commitRandomness());
            assertThat(sealer.code(submit, MinerParams.WindowPost.CODEC.encode(older)))
                    .as("proofs of the first rules")
                    .isEqualTo((long) ExitCode.USR_ILLEGAL_ARGUMENT);
            assertThat(sealer.code(submit, params(due, proof))).isEqualTo((long) ExitCode.OK);
        }
    }

    @Test
    public void aProofThatDoesNotHoldIsDisputedByWhoSeesItAndCostsThePower() {
        try (Devnet net = Devnet.sealed(2)) {
            net.keep(1, false);
            net.turn(3);
            Keeper.Due due = due(net, 1, BitField.EMPTY);
            byte[] proof = proof(net, 1, due);
            Epoch now = net.node(0).head().height();
            Included taken =
                    sent(net, 1, MinerActor.SUBMIT_WINDOWED_POST, params(due, flipped(proof, proof.length / 2)));
            assertThat(taken.receipt().exitCode()).as("taken unseen").isEqualTo(ExitCode.OK);
            assertThat(power(net, 1)).isEqualTo(2 * 2048);
            net.turn(15);
            Included dispute = disputed(net, now).orElseThrow();
            assertThat(dispute.receipt().exitCode()).isEqualTo(ExitCode.OK);
            assertThat(dispute.message().to()).isEqualTo(net.producer(1));
            int lost = due.statement().sectors().size();
            assertThat(power(net, 1)).isEqualTo((2 - lost) * 2048L);
            assertThat(power(net, 0)).isEqualTo(2 * 2048);
            assertThat(net.audit(0)).isEmpty();
        }
    }

    private static Optional<Included> disputed(Devnet net, Epoch from) {
        for (Epoch at = from; !at.isAfter(net.node(0).head().height()); at = at.plus(1)) {
            Tipset tipset = net.node(0).tipsetAt(at);
            Optional<Included> found = net.node(0).executed(tipset.key()).stream()
                    .filter(m -> m.message().method() == MinerActor.DISPUTE_WINDOWED_POST)
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Test
    public void aSectorThatIsSkippedLosesItsPowerAloneAndGetsItBackWithAProofThatHolds() {
        try (Devnet net = Devnet.sealed(1)) {
            Sealer sealer = new Sealer(net);
            net.keep(0, false);
            net.turn(1);
            // The fee for a fault must not make it a debtor: there is no other miner whose blocks could bring the
            // money.
            net.await(net.node()
                    .pool()
                    .send(Outgoing.transfer(net.owner(0), net.producer(0), TokenAmount.fil("200000"))));
            net.turn(2);
            Keeper.Due all = due(net, 0, BitField.EMPTY);
            assertThat(all.statement().sectors())
                    .as("two sectors in a partition")
                    .hasSize(2);
            Keeper.Due rest = due(net, 0, BitField.of(1));
            assertThat(rest.statement().sectors()).extracting(s -> s.number()).containsExactly(0L);
            assertThat(sent(net, 0, MinerActor.SUBMIT_WINDOWED_POST, params(rest, proof(net, 0, rest)))
                            .receipt()
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
            assertThat(power(net, 0)).isEqualTo(2048);
            net.turn(10);
            net.keep(0, true);
            MinerParams.Declared back =
                    new MinerParams.Declared(rest.deadline(), rest.partitions().get(0), BitField.of(1));
            assertThat(sent(net, 0, MinerActor.DECLARE_FAULTS_RECOVERED, MinerParams.DECLARED.encode(List.of(back)))
                            .receipt()
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
            net.keep(0, false);
            Keeper.Due again = due(net, 0, BitField.EMPTY);
            assertThat(again.statement().sectors()).hasSize(2);
            byte[] proof = proof(net, 0, again);
            // Power that comes back is not taken unseen.
            for (int place : new int[] {1, proof.length / 4, proof.length - 1}) {
                assertThat(sealer.code(MinerActor.SUBMIT_WINDOWED_POST, params(again, flipped(proof, place))))
                        .isEqualTo((long) ExitCode.USR_ILLEGAL_ARGUMENT);
            }
            assertThat(sent(net, 0, MinerActor.SUBMIT_WINDOWED_POST, params(again, proof))
                            .receipt()
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
            assertThat(power(net, 0)).isEqualTo(2 * 2048);
            assertThat(net.audit(0)).isEmpty();
        }
    }

    @Test
    public void sectorsWithoutDealsLiveOnForTheirMinerToGoOn() {
        Policy.Sealing usual = Policy.DEVNET.sealing();
        Policy brief = Policy.DEVNET
                .with(new Policy.Deals(60, 600, 240, 256))
                .with(new Policy.Sealing(
                        usual.sizes(),
                        usual.challengeDelay(),
                        usual.maxProveCommit(),
                        usual.maxRandomnessLookback(),
                        240,
                        600,
                        false,
                        usual.kinds()));
        try (Devnet net = Devnet.sealed(1, brief)) {
            net.turn(660);
            assertThat(net.node().head().height()).isGreaterThan(Epoch.of(650));
            assertThat(power(net, 0)).isEqualTo(2 * 2048);
            Epoch end = SealedWindowTest.<Epoch>read(
                    net, 0, m -> m.sector(0).orElseThrow().expiration());
            assertThat(end).isGreaterThan(Epoch.of(900));
            assertThat(net.audit(0)).isEmpty();
        }
    }
}
