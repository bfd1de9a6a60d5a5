package io.fondaco.sector.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.Included;
import io.fondaco.chain.Outgoing;
import io.fondaco.chain.actors.Policy;
import io.fondaco.chain.actors.miner.MinerActor;
import io.fondaco.chain.actors.miner.MinerParams;
import io.fondaco.chain.message.Message;
import io.fondaco.chain.message.SignedMessage;
import io.fondaco.model.Address;
import io.fondaco.model.TokenAmount;
import io.fondaco.sector.SectorPiece;
import io.fondaco.sector.SectorState;
import io.fondaco.sector.SectorView;
import java.io.IOException;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What does not go as it should. */
public class TroubleTest {

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    private Ground ground;

    @Before
    public void begin() {
        ground = new Ground(temporary.getRoot().toPath());
    }

    @After
    public void end() {
        ground.close();
    }

    private void empty(Address from) {
        TokenAmount all = ground.wallet(from).minus(TokenAmount.fil("10"));
        ground.sent(ground.net.node().pool().send(Outgoing.transfer(from, ground.net.rich(3), all)));
    }

    private void give(String fil) {
        ground.sent(ground.net
                .node()
                .pool()
                .send(Outgoing.transfer(ground.net.rich(1), ground.worker, TokenAmount.fil(fil))));
    }

    @Test
    public void saysThatTheWorkerLacksMoneyAndGoesOnWhenItHasSome() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        empty(ground.worker);
        ground.add(piece);
        ground.net.turn(4);
        SectorView waiting = ground.sector(4);
        assertThat(waiting.state()).isEqualTo(SectorState.PACKED);
        assertThat(waiting.trouble())
                .contains("pre-commit")
                .contains("send the worker")
                .contains(" FIL");
        give("100000");
        assertThat(ground.until(4, SectorState.ACTIVE).trouble()).isEmpty();
        assertThat(ground.deal(piece.dealId())).isPresent();
        ground.sound();
    }

    @Test
    public void aDealThatTimesOutDoesNotHoldUpTheOthers() {
        SectorPiece soon = ground.published(1000, ground.epoch() + 16, ground.epoch() + 60);
        SectorPiece later = ground.published(500, ground.epoch() + 60, ground.epoch() + 100);
        empty(ground.worker);
        ground.add(soon);
        ground.add(later);
        assertThat(ground.sector(4).pieces()).hasSize(2);
        ground.until(soon.start().number() + 12);
        assertThat(ground.known(soon.dealId())).isFalse();
        assertThat(ground.sector(4).pieces())
                .extracting(SectorView.Piece::dealId)
                .containsExactly(later.dealId());
        assertThat(ground.pipeline.unsealed(soon.pieceCid())).isEmpty();
        give("100000");
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.deal(later.dealId())).isPresent();
        assertThat(ground.pipeline.unsealed(later.pieceCid())).isPresent();
        ground.sound();
    }

    @Test
    public void givesUpASectorWhoseDealTimesOutAfterPreCommitAndPacksTheOthersAnew() {
        SectorPiece soon = ground.published(1000, ground.epoch() + 14, ground.epoch() + 60);
        SectorPiece later = ground.published(500, ground.epoch() + 60, ground.epoch() + 100);
        ground.add(soon);
        ground.add(later);
        ground.until(4, SectorState.PRE_COMMITTED);
        ground.pipeline.close();
        ground.until(soon.start().number() + 1);
        ground.start(ground.store);
        ground.net.turn(1);
        SectorView failed = ground.sector(4);
        assertThat(failed.state()).isEqualTo(SectorState.FAILED);
        assertThat(failed.trouble())
                .contains("deal " + soon.dealId())
                .contains("timed out")
                .contains("deposit");
        ground.until(5, SectorState.ACTIVE);
        assertThat(ground.sector(5).pieces())
                .extracting(SectorView.Piece::dealId)
                .containsExactly(later.dealId());
        assertThat(ground.deal(later.dealId())).isPresent();
        ground.sound();
    }

    /** Puts another message of the worker in the place of the one that is on its way, for a higher fee. */
    private void displace(SignedMessage there, Address to, TokenAmount value, long method, byte[] params) {
        Message m = there.message();
        Message other = new Message(
                0,
                to,
                m.from(),
                m.nonce(),
                value,
                m.gasLimit(),
                m.gasFeeCap().times(3),
                m.gasPremium().times(3),
                method,
                params);
        ground.net
                .node()
                .pool()
                .push(SignedMessage.sign(other, ground.net.keys.export(m.from())))
                .toCompletableFuture()
                .join();
    }

    private SignedMessage onItsWay(long method) {
        for (int i = 0; i < 20; i++) {
            List<SignedMessage> found = ground.net.node().pool().pending().stream()
                    .filter(m ->
                            m.message().method() == method && m.message().to().equals(ground.miner))
                    .toList();
            if (!found.isEmpty()) {
                return found.get(0);
            }
            ground.net.turn(1);
        }
        throw new AssertionError("no message of method " + method + " was sent");
    }

    @Test
    public void sendsAPreCommitAgainWhoseNonceAnotherMessageTook() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        SignedMessage first = onItsWay(MinerActor.PRE_COMMIT_SECTOR);
        displace(first, ground.client, TokenAmount.atto(1), 0, new byte[0]);
        ground.net.turn(1);
        assertThat(ground.sector(4).trouble()).contains("took the nonce of its pre-commit");
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR))
                .singleElement()
                .satisfies(m -> assertThat(m.cid()).isNotEqualTo(first.cid()));
        ground.sound();
    }

    @Test
    public void takesAReplacementForItsOwnMessage() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        SignedMessage first = onItsWay(MinerActor.PRE_COMMIT_SECTOR);
        SignedMessage dearer = ground.net
                .node()
                .pool()
                .replace(first.cid(), java.util.Optional.empty())
                .toCompletableFuture()
                .join();
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR))
                .singleElement()
                .satisfies(m -> assertThat(m.cid()).isEqualTo(dearer.cid()));
    }

    @Test
    public void sendsAPreCommitAgainThatFailedOnTheChain() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        SignedMessage first = onItsWay(MinerActor.PRE_COMMIT_SECTOR);
        byte[] params = first.message().params();
        displace(first, ground.miner, TokenAmount.ZERO, MinerActor.PRE_COMMIT_SECTOR, params);
        ground.net.turn(1);
        assertThat(ground.sector(4).trouble()).contains("pre-commit failed with insufficient funds (19)");
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PRE_COMMIT_SECTOR))
                .extracting((Included m) -> m.receipt().exitCode())
                .containsExactly(19L, 0L);
        ground.sound();
    }

    @Test
    public void takesAnotherNumberWhenAnotherNodeOfTheMinerUsedItsOwn() {
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        SignedMessage first = onItsWay(MinerActor.PRE_COMMIT_SECTOR);
        MinerParams.Sector ours =
                MinerParams.Sector.CODEC.decode(first.message().params());
        MinerParams.Sector theirs = new MinerParams.Sector(
                ours.sealProof(), 4, ours.sealedCid(), ours.sealEpoch(), List.of(), ours.expiration(), false);
        displace(
                first,
                ground.miner,
                first.message().value(),
                MinerActor.PRE_COMMIT_SECTOR,
                MinerParams.Sector.CODEC.encode(theirs));
        ground.net.turn(1);
        assertThat(ground.sector(4).state()).isEqualTo(SectorState.FAILED);
        assertThat(ground.sector(4).trouble()).contains("another node of the same miner");
        ground.until(5, SectorState.ACTIVE);
        assertThat(ground.deal(piece.dealId())).isPresent();
    }

    /** A network whose deposits are small beside the pledge. */
    private void littleReward() throws IOException {
        ground.close();
        Policy.Rewards usual = Policy.DEVNET_UNPROVEN.rewards();
        Policy.Rewards little = new Policy.Rewards(
                usual.minting(),
                TokenAmount.atto(1000),
                usual.supply(),
                usual.baseline(),
                usual.vesting(),
                usual.step(),
                usual.quantum());
        ground = new Ground(temporary.newFolder().toPath(), Ground.QUICK.with(little));
    }

    @Test
    public void bringsThePledgeAlongWithTheProof() throws IOException {
        littleReward();
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR))
                .singleElement()
                .satisfies(m -> assertThat(m.message().value())
                        .isGreaterThan(TokenAmount.fil("1"))
                        .isLessThan(TokenAmount.fil("1.2")));
        TokenAmount pledge = ground.miner(m -> m.sector(4).orElseThrow().pledge());
        assertThat(pledge).isEqualTo(TokenAmount.fil("1"));
        ground.sound();
    }

    @Test
    public void provesASectorAgainWhosePledgeWasTakenOutInBetween() throws IOException {
        littleReward();
        SectorPiece piece = ground.published(1000, ground.epoch() + 40, ground.epoch() + 80);
        ground.add(piece);
        onItsWay(MinerActor.PROVE_COMMIT_SECTOR);
        ground.net
                .node()
                .pool()
                .send(Outgoing.call(
                        ground.worker,
                        ground.miner,
                        TokenAmount.ZERO,
                        MinerActor.WITHDRAW_BALANCE,
                        MinerParams.WITHDRAW.encode(TokenAmount.fil("1000000")),
                        ""));
        ground.net.turn(1);
        assertThat(ground.sector(4).trouble()).contains("the miner did not have the pledge free");
        ground.until(4, SectorState.ACTIVE);
        assertThat(ground.executed(MinerActor.PROVE_COMMIT_SECTOR)).hasSize(2);
        assertThat(ground.deal(piece.dealId())).isPresent();
        ground.sound();
    }
}
