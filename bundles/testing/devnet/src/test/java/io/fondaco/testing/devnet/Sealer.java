package io.fondaco.testing.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.FirstSectors;
import io.fondaco.chain.actors.Syscalls;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.actors.miner.MinerView;
import io.fondaco.chain.actors.miner.ProofType;
import io.fondaco.chain.actors.miner.Statements;
import io.fondaco.chain.consensus.Randomness;
import io.fondaco.chain.consensus.RandomnessTag;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.TokenAmount;
import io.fondaco.proof.Node;
import io.fondaco.proof.ReplicaId;
import io.fondaco.proof.SealOrder;
import io.fondaco.proof.SealStatement;
import java.util.List;
import java.util.function.Function;

/** Seals sectors of 2 KiB for the miner of node 0 of a network for tests, and commits them to the chain. */
final class Sealer {
    static final ProofType TYPE = ProofType.vanilla(2 << 10);
    /** Covers the deposits of some sectors. */
    static final TokenAmount DEPOSIT = TokenAmount.fil("300000");

    final Devnet net;
    final Address miner;
    final Address worker;

    Sealer(Devnet net) {
        this.net = net;
        this.miner = net.producer(0);
        this.worker = net.owner(0);
    }

    /** A sector that is sealed. @param commitD of its data */
    record Sector(long number, List<Long> deals, Epoch ticket, SealOrder order, Node commR, Cid commD) {}

    <T> T read(Function<MinerView, T> look) {
        return net.node()
                .read(view -> look.apply(
                        MinerView.of(view.tree(), miner, view.policy()).orElseThrow()));
    }

    private byte[] drawn(RandomnessTag use, Epoch epoch) {
        return net.node().read(view -> view.calls().randomness(use, epoch, Randomness.entropy(miner)));
    }

    /** A sector of zeros. */
    Sector seal(long number) {
        Node zeros = FirstSectors.order(TYPE, miner, 0).commD();
        return seal(number, new byte[2048], new PieceCommitment(zeros.bytes()).toCid(), List.of());
    }

    /** @param data after the padding, {@code commD} what it amounts to */
    Sector seal(long number, byte[] data, Cid commD, List<Long> deals) {
        Epoch ticket = net.node().head().height();
        SealOrder order = new SealOrder(
                TYPE.sealProof(),
                ReplicaId.prover(miner.idNumber()),
                number,
                Node.of(drawn(RandomnessTag.SEAL, ticket)),
                Statements.root(commD));
        return new Sector(number, deals, ticket, order, net.sectors().seal(order, miner.idNumber(), data), commD);
    }

    /** Sends a message of the worker and waits until it is on the chain. */
    Included send(long method, byte[] params, TokenAmount value) {
        SignedMessage sent = net.await(net.node().pool().send(Outgoing.call(worker, miner, value, method, params, "")));
        for (int i = 0; i < 20; i++) {
            net.turn(1);
            if (net.node().find(sent.cid()).isPresent()) {
                return net.node().find(sent.cid()).get();
            }
        }
        throw new AssertionError("message " + sent.cid() + " is not on the chain");
    }

    /** Pre-commits a sector as sealed to {@code commR} and waits until it is challenged. @return when it was pre-committed */
    Epoch preCommit(Sector sector, Node commR) {
        MinerParams.Sector params = new MinerParams.Sector(
                TYPE.seal(),
                sector.number(),
                Statements.sealedCid(commR),
                sector.ticket(),
                sector.deals(),
                net.node().head().height().plus(1500),
                false);
        Included on = send(MinerActor.PRE_COMMIT_SECTOR, MinerParams.Sector.CODEC.encode(params), DEPOSIT);
        assertThat(on.receipt().exitCode()).isZero();
        net.turn(net.node().policy().sealing().challengeDelay() + 1);
        return read(m -> m.preCommit(sector.number()).orElseThrow().epoch());
    }

    /** What the proof of a sector proves. */
    SealStatement statement(Sector sector, Epoch preCommitted) {
        return Statements.seal(new Syscalls.Seal(
                TYPE.seal(),
                miner.idNumber(),
                sector.number(),
                sector.deals(),
                sector.order().ticket().bytes(),
                drawn(
                        RandomnessTag.INTERACTIVE_SEAL,
                        preCommitted.plus(net.node().policy().sealing().challengeDelay())),
                new byte[0],
                Statements.sealedCid(sector.commR()),
                sector.commD()));
    }

    byte[] proof(Sector sector, Epoch preCommitted) {
        return net.sectors()
                .proof(statement(sector, preCommitted), miner.idNumber())
                .toBytes();
    }

    static byte[] proveCommit(long sector, byte[] proof) {
        return MinerParams.ProveCommit.CODEC.encode(new MinerParams.ProveCommit(sector, proof));
    }

    /** With which code a message of the worker would end now. */
    long code(long method, byte[] params) {
        Message message = new Message(
                0,
                miner,
                worker,
                net.node().read(view -> view.tree().actor(worker).orElseThrow().nonce()),
                TokenAmount.ZERO,
                5_000_000_000L,
                TokenAmount.ZERO,
                TokenAmount.ZERO,
                method,
                params);
        return net.node().call(message).receipt().exitCode();
    }

    /** Seals a sector and brings it onto the chain. */
    void commit(Sector sector) {
        Epoch at = preCommit(sector, sector.commR());
        Included proven =
                send(MinerActor.PROVE_COMMIT_SECTOR, proveCommit(sector.number(), proof(sector, at)), TokenAmount.ZERO);
        assertThat(proven.receipt().exitCode()).isZero();
        net.turn(1);
        assertThat(this.<Boolean>read(m -> m.sector(sector.number()).isPresent()))
                .isTrue();
    }
}
