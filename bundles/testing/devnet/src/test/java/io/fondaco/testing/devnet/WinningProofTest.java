package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fondaco.chain.block.BlockCodec;
import io.fondaco.chain.block.BlockHeader;
import io.fondaco.chain.block.BlockMessage;
import io.fondaco.chain.block.WinningPoSt;
import io.fondaco.model.Epoch;
import io.fondaco.proof.Proof;
import io.fondaco.proof.ProofKind;
import io.fondaco.sector.SectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;

/** What blocks must show of their miner's sectors, and what becomes of a miner that cannot. */
public class WinningProofTest {

    /** A block of node 1's miner without messages, the last one on the chain. */
    private static BlockHeader block(Devnet net, Epoch before) {
        for (Epoch epoch = before.minus(1); epoch.number() > 0; epoch = epoch.minus(1)) {
            Optional<BlockHeader> found = net.node(0).tipsetAt(epoch).blocks().stream()
                    .filter(b -> b.miner().equals(net.producer(1)))
                    .filter(b -> net.node(0).contents(b.cid()).orElseThrow().size() == 0)
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new AssertionError("no block of " + net.producer(1));
    }

    /** The same block with another proof, signed as well. */
    private static byte[] with(Devnet net, BlockHeader h, List<WinningPoSt> posts) {
        BlockHeader changed = new BlockHeader(
                        h.miner(),
                        h.ticket(),
                        h.electionProof(),
                        h.beaconEntries(),
                        posts,
                        h.parents(),
                        h.parentWeight(),
                        h.height(),
                        h.stateRoot(),
                        h.receipts(),
                        h.messages(),
                        h.blsAggregate(),
                        h.timestamp(),
                        Optional.empty(),
                        0,
                        h.parentBaseFee())
                .sign(net.keys(1).export(net.owner(1)));
        return BlockCodec.encode(new BlockMessage(changed, List.of(), List.of()));
    }

    private static void refuses(Devnet net, BlockHeader block, List<WinningPoSt> posts, String... why) {
        assertThatThrownBy(() -> net.await(net.node(0).submitBlock(with(net, block, posts))))
                .hasMessageContaining("its winning PoSt: ")
                .hasMessageContainingAll(why);
    }

    private static void refusesBytes(Devnet net, BlockHeader block, byte[] proof, String... why) {
        refuses(net, block, List.of(new WinningPoSt(0, proof)), why);
    }

    @Test
    public void aBlockWhoseProofDoesNotShowTheSectorIsRefusedWithTheReason() {
        try (Devnet net = Devnet.sealed(2)) {
            net.turn(30);
            BlockHeader block = block(net, net.node(0).head().height());
            byte[] proof = block.winningPoSt().get(0).proof();
            assertThat(net.await(net.node(0).submitBlock(with(net, block, block.winningPoSt()))))
                    .as("as it is it is taken")
                    .isEqualTo(block.cid());
            Random random = new Random(6);
            List<Integer> places = new ArrayList<>(List.of(1, proof.length - 1));
            random.ints(30, 1, proof.length).forEach(places::add);
            for (int place : places) {
                byte[] flipped = proof.clone();
                flipped[place] ^= (byte) (1 << random.nextInt(8));
                refusesBytes(net, block, flipped, "it does not show sector ");
            }
            byte[] kind = proof.clone();
            kind[0] = (byte) ProofKind.GROTH16_LOCAL.number();
            refusesBytes(net, block, kind, "a proof of kind 2: taken is vanilla (1)");
            refusesBytes(net, block, new byte[0], "no proof");
            refusesBytes(net, block, Arrays.copyOf(proof, proof.length - 32), "the proof has");
            refusesBytes(net, block, Arrays.copyOf(proof, 2082), "a proof of 2082 bytes: the largest vanilla one");
            refuses(net, block, List.of(), "it takes one of type 0, not []");
            refuses(net, block, List.of(new WinningPoSt(1, proof)), "it takes one of type 0, not [1]");
            refuses(net, block, List.of(new WinningPoSt(-1, new byte[0])), "not [-1]");
            WinningPoSt good = block.winningPoSt().get(0);
            refuses(net, block, List.of(good, good), "not [0, 0]");
            byte[] older = block(net, block.height()).winningPoSt().get(0).proof();
            refusesBytes(net, block, older, "it does not show sector ");
        }
    }

    @Test
    public void aMinerWhoseSectorsNobodyShowsMakesNoBlocksAndSaysSo() {
        try (Devnet net = Devnet.sealed(2)) {
            net.winning(1, null);
            net.turn(40);
            for (long epoch = 1; epoch <= net.node(0).head().height().number(); epoch++) {
                assertThat(net.node(0).tipsetAt(Epoch.of(epoch)).blocks())
                        .extracting(BlockHeader::miner)
                        .containsOnly(net.producer(0));
            }
            assertThat(net.node(1).sync().doing())
                    .contains("miner " + net.producer(1) + " makes no blocks", "the sector pipeline is not running");
            net.winning(1, net.sectors());
            net.turn(40);
            assertThat(block(net, net.node(0).head().height()).miner()).isEqualTo(net.producer(1));
        }
    }

    /** Of epochs with blocks. */
    private static List<Long> heights(Devnet net) {
        List<Long> all = new ArrayList<>();
        for (long epoch = 1; epoch <= 70; epoch++) {
            if (net.node(0).tipsetAt(Epoch.of(epoch)).height().number() == epoch) {
                all.add(epoch);
            }
        }
        return all;
    }

    /** A node that starts is there before what shows its sectors. */
    @Test
    public void noEpochIsLostThatPassedBeforeSectorsCouldBeShown() {
        try (Devnet undisturbed = Devnet.sealed(1);
                Devnet net = Devnet.sealed(1)) {
            undisturbed.turn(90);
            net.turn(20);
            net.winning(0, null);
            net.restart(0);
            Epoch head = net.node(0).head().height();
            net.turn(40);
            assertThat(net.node(0).head().height()).isEqualTo(head);
            assertThat(net.node(0).sync().doing()).contains("the sector pipeline is not running");
            net.winning(0, net.sectors());
            net.turn(30);
            assertThat(heights(net)).isEqualTo(heights(undisturbed)).hasSizeGreaterThan(40);
        }
    }

    @Test
    public void aSectorThatCannotBeShownCostsItsBlocksOnly() {
        try (Devnet net = Devnet.sealed(2)) {
            net.winning(
                    1,
                    (miner, statement) -> CompletableFuture.failedFuture(
                            new SectorException(SectorException.Reason.DAMAGED, "sector 0 is damaged")));
            net.turn(30);
            assertThat(net.node(1).head().height()).isGreaterThan(Epoch.of(15));
            assertThat(net.node(1).head()).isEqualTo(net.node(0).head());
        }
    }

    @Test
    public void aProofThatDoesNotHoldIsNotPutInABlock() {
        try (Devnet net = Devnet.sealed(1)) {
            net.winning(
                    0,
                    (miner, statement) ->
                            CompletableFuture.completedFuture(new Proof(ProofKind.VANILLA, new byte[2080])));
            net.turn(10);
            assertThat(net.node(0).head()).isEqualTo(net.node(0).genesis());
            net.winning(0, net.sectors());
            net.turn(5);
            assertThat(net.node(0).head().height()).isGreaterThan(Epoch.of(10));
        }
    }

    @Test
    public void aBlockWaitsForAProofThatTakesAWhile() {
        try (Devnet net = Devnet.sealed(1)) {
            net.winning(0, (miner, statement) -> {
                CompletableFuture<Proof> later = new CompletableFuture<>();
                net.time.after(
                        Duration.ofMillis(300),
                        () -> net.sectors().prove(miner, statement).thenAccept(later::complete));
                return later;
            });
            net.turn(30);
            assertThat(net.node(0).head().height()).isGreaterThan(Epoch.of(25));
            assertThat(net.audit(0)).isEmpty();
        }
    }

    @Test
    public void aProofThatNeverComesHoldsNothingUpForGood() {
        try (Devnet net = Devnet.sealed(1)) {
            net.turn(5);
            Epoch before = net.node(0).head().height();
            net.winning(0, (miner, statement) -> new CompletableFuture<>());
            net.turn(25);
            assertThat(net.node(0).head().height()).isEqualTo(before);
            net.winning(0, net.sectors());
            net.turn(15);
            assertThat(net.node(0).head().height())
                    .as("what was missed is made up for")
                    .isGreaterThan(Epoch.of(40));
        }
    }
}
