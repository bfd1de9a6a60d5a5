package io.fondaco.chain.actors.market;

import static io.fondaco.chain.actors.market.Fair.ALICE;
import static io.fondaco.chain.actors.market.Fair.MARKET;
import static io.fondaco.chain.actors.market.MarketActor.ACTIVATE_DEALS;
import static io.fondaco.chain.actors.market.MarketActor.COMPUTE_DATA_COMMITMENT;
import static io.fondaco.chain.actors.market.MarketActor.ON_MINER_SECTORS_TERMINATE;
import static io.fondaco.chain.actors.market.MarketActor.VERIFY_DEALS_FOR_ACTIVATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.fondaco.chain.DealProposal;
import io.fondaco.chain.actors.ExitCode;
import io.fondaco.chain.actors.market.MarketParams.SectorData;
import io.fondaco.chain.actors.market.MarketParams.SectorDeals;
import io.fondaco.chain.actors.market.MarketParams.SectorWeights;
import io.fondaco.model.Cid;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceCommitment;
import io.fondaco.model.PieceSize;
import io.fondaco.piece.PieceInfo;
import io.fondaco.piece.SectorLayout;
import java.math.BigInteger;
import java.util.List;
import org.junit.Test;

/** A miner tells and asks the market about the deals in its sectors. */
public class SectorCallsTest {
    private final Fair fair = new Fair().funded();

    private static byte[] verification(long expiration, Long... deals) {
        return MarketParams.VERIFY.encode(List.of(new SectorDeals(Epoch.of(expiration), List.of(deals))));
    }

    private static byte[] data(long sealProof, Long... deals) {
        return MarketParams.COMPUTE.encode(List.of(new SectorData(List.of(deals), sealProof)));
    }

    private long small(long size) {
        return fair.publish(Fair.with(fair.deal(10, 260), 1, size));
    }

    @Test
    public void weighsTheDealsOfEachSector() {
        long first = small(1024);
        long second = fair.publish(fair.deal(20, 320));
        byte[] params = MarketParams.VERIFY.encode(List.of(
                new SectorDeals(Epoch.of(320), List.of(first, second)), new SectorDeals(Epoch.of(1), List.of())));
        List<SectorWeights> weights =
                MarketParams.WEIGHTS.decode(fair.fromMiner(fair.miner, VERIFY_DEALS_FOR_ACTIVATION, params));
        assertThat(weights)
                .containsExactly(
                        new SectorWeights(3072, BigInteger.valueOf(250 * 1024 + 300 * 2048), BigInteger.ZERO),
                        new SectorWeights(0, BigInteger.ZERO, BigInteger.ZERO));
        assertThat(fair.state().states().count()).isZero();
    }

    @Test
    public void refusesToVerifyDealsThatCannotBeInTheSector() {
        long deal = fair.publish(fair.deal(10, 260));
        long method = VERIFY_DEALS_FOR_ACTIVATION;
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, verification(1000, deal, deal));
        fair.minerFails(ExitCode.USR_NOT_FOUND, fair.miner, method, verification(1000, 7L));
        fair.minerFails(ExitCode.USR_FORBIDDEN, fair.otherMiner, method, verification(1000, deal));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, verification(259, deal));
        fair.minerFails(ExitCode.USR_SERIALIZATION, fair.miner, method, new byte[] {(byte) 0x80});
        fair.world.at(11);
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, verification(1000, deal));
    }

    @Test
    public void listensToMinersOnly() {
        long deal = fair.publish(fair.deal(10, 260));
        fair.world.fails(ExitCode.USR_FORBIDDEN, ALICE, MARKET, VERIFY_DEALS_FOR_ACTIVATION, verification(1000, deal));
        fair.world.fails(ExitCode.USR_FORBIDDEN, ALICE, MARKET, ACTIVATE_DEALS, Fair.activation(1000, deal));
        fair.world.fails(ExitCode.USR_FORBIDDEN, ALICE, MARKET, ON_MINER_SECTORS_TERMINATE, Fair.termination(1, deal));
        fair.world.fails(ExitCode.USR_FORBIDDEN, ALICE, MARKET, COMPUTE_DATA_COMMITMENT, data(0, deal));
    }

    @Test
    public void keepsSinceWhenADealIsInASector() {
        long first = fair.publish(fair.deal(10, 260));
        long second = fair.publish(fair.deal(10, 260));
        fair.world.at(10);
        fair.fromMiner(fair.miner, ACTIVATE_DEALS, Fair.activation(260, first, second));
        DealState state = new DealState(Epoch.of(10), DealState.UNDEFINED, DealState.UNDEFINED);
        assertThat(fair.state().states().get(first)).contains(state);
        assertThat(fair.state().states().get(second)).contains(state);
        assertThat(fair.locked(fair.miner)).isEqualTo(Fair.PROVIDER_COLLATERAL.times(2));
    }

    @Test
    public void activatesAllDealsOfASectorOrNone() {
        long deal = fair.publish(fair.deal(10, 260));
        long taken = fair.publish(fair.deal(10, 260));
        fair.activate(taken);
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, ACTIVATE_DEALS, Fair.activation(1000, deal, taken));
        assertThat(fair.state().states().get(deal)).isEmpty();
    }

    @Test
    public void refusesToActivateDealsThatCannotBeInTheSector() {
        long deal = fair.publish(fair.deal(10, 260));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, ACTIVATE_DEALS, Fair.activation(1000, deal, deal));
        fair.minerFails(ExitCode.USR_NOT_FOUND, fair.miner, ACTIVATE_DEALS, Fair.activation(1000, 7L));
        fair.minerFails(ExitCode.USR_FORBIDDEN, fair.otherMiner, ACTIVATE_DEALS, Fair.activation(1000, deal));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, ACTIVATE_DEALS, Fair.activation(259, deal));
        fair.minerFails(ExitCode.USR_SERIALIZATION, fair.miner, ACTIVATE_DEALS, new byte[0]);
        fair.world.at(11);
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, ACTIVATE_DEALS, Fair.activation(1000, deal));
    }

    @Test
    public void refusesToActivateADealThatIsNotPending() {
        long deal = fair.publish(fair.deal(10, 260));
        MarketState state = fair.state();
        byte[] cid = MarketState.cid(state.proposals().get(deal).orElseThrow()).toBytes();
        fair.world
                .unaudited()
                .tree()
                .put(
                        MARKET,
                        new MarketState(
                                state.proposals(),
                                state.states(),
                                state.pending().without(cid),
                                state.balances(),
                                state.nextId(),
                                state.ops(),
                                state.lastCron()));
        fair.minerFails(ExitCode.USR_ILLEGAL_STATE, fair.miner, ACTIVATE_DEALS, Fair.activation(1000, deal));
    }

    @Test
    public void marksTheDealsOfATerminatedSectorAndMovesNoMoneyYet() {
        long deal = fair.publish(fair.deal(10, 260));
        fair.activate(deal);
        fair.world.at(50);
        fair.terminate(40, deal, 77L);
        assertThat(fair.state().states().get(deal).orElseThrow().slashed()).isEqualTo(Epoch.of(40));
        assertThat(fair.locked(fair.miner)).isEqualTo(Fair.PROVIDER_COLLATERAL);
        fair.terminate(50, deal);
        assertThat(fair.state().states().get(deal).orElseThrow().slashed()).isEqualTo(Epoch.of(40));
    }

    @Test
    public void slashesNoDealThatHasEnded() {
        long deal = fair.publish(fair.deal(10, 260));
        fair.activate(deal);
        fair.world.at(260);
        fair.terminate(260, deal);
        assertThat(fair.state().states().get(deal).orElseThrow().isSlashed()).isFalse();
        fair.terminate(259, deal);
        assertThat(fair.state().states().get(deal).orElseThrow().isSlashed()).isTrue();
    }

    @Test
    public void refusesTerminationsThatCannotBe() {
        long deal = fair.publish(fair.deal(10, 260));
        long method = ON_MINER_SECTORS_TERMINATE;
        fair.minerFails(ExitCode.USR_ILLEGAL_STATE, fair.otherMiner, method, Fair.termination(1, deal));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, Fair.termination(1, deal));
        fair.minerFails(ExitCode.USR_SERIALIZATION, fair.miner, method, new byte[0]);
        fair.world.at(5);
        fair.activate(deal);
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, Fair.termination(6, deal));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, Fair.termination(4, deal));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, Fair.termination(-1, deal));
        assertThat(fair.state().states().get(deal).orElseThrow().isSlashed()).isFalse();
    }

    @Test
    public void computesTheCommitmentOverThePiecesOfASector() {
        long first = small(512);
        long second = small(1024);
        DealProposal a = fair.state().proposals().get(first).orElseThrow();
        DealProposal b = fair.state().proposals().get(second).orElseThrow();
        PieceInfo pieceA = PieceInfo.full(PieceCommitment.fromCid(a.pieceCid()), PieceSize.ofPadded(512));
        PieceInfo pieceB = PieceInfo.full(PieceCommitment.fromCid(b.pieceCid()), PieceSize.ofPadded(1024));
        byte[] params = MarketParams.COMPUTE.encode(List.of(
                new SectorData(List.of(first, second), 0),
                new SectorData(List.of(second, first), 5),
                new SectorData(List.of(), 1)));
        List<Cid> commitments =
                MarketParams.COMMITMENTS.decode(fair.fromMiner(fair.miner, COMPUTE_DATA_COMMITMENT, params));
        PieceSize sector = PieceSize.ofPadded(2048);
        assertThat(commitments)
                .containsExactly(
                        SectorLayout.of(sector, List.of(pieceA, pieceB))
                                .commitment()
                                .toCid(),
                        SectorLayout.of(sector, List.of(pieceB, pieceA))
                                .commitment()
                                .toCid(),
                        PieceInfo.zero(PieceSize.ofPadded(8L << 20))
                                .commitment()
                                .toCid());
        assertThat(commitments.get(0)).isNotEqualTo(commitments.get(1));
    }

    @Test
    public void theCommitmentOfASectorFullOfOnePieceIsThePieces() {
        long deal = fair.publish(fair.deal(10, 260));
        assertThat(MarketParams.COMMITMENTS.decode(fair.fromMiner(fair.miner, COMPUTE_DATA_COMMITMENT, data(0, deal))))
                .containsExactly(
                        fair.state().proposals().get(deal).orElseThrow().pieceCid());
    }

    @Test
    public void refusesCommitmentsThatCannotBe() {
        long deal = fair.publish(fair.deal(10, 260));
        long other = fair.publish(fair.deal(10, 260));
        long method = COMPUTE_DATA_COMMITMENT;
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, data(0, deal, other));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, data(20, deal));
        fair.minerFails(ExitCode.USR_ILLEGAL_ARGUMENT, fair.miner, method, data(-1, deal));
        fair.minerFails(ExitCode.USR_NOT_FOUND, fair.miner, method, data(0, 7L));
        fair.minerFails(ExitCode.USR_SERIALIZATION, fair.miner, method, new byte[0]);
    }
}
