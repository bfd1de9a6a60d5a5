package io.fondaco.market.storage.internal.provider;

import static io.fondaco.market.storage.internal.Asking.await;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.Receipt;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Waker;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.Asking;
import io.fondaco.market.storage.internal.House;
import io.fondaco.market.storage.internal.StorageSettings;
import io.fondaco.model.Address;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.party.Party;
import io.fondaco.persistence.Draft;
import io.fondaco.piece.CommPCalculator;
import io.fondaco.piece.PieceInfo;
import io.fondaco.sector.SectorPiece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider's hands. */
public final class ProviderSide implements ProviderSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderSide.class);

    private final House house;
    private final StorageSettings settings;
    private final AskBook asks;
    private final Answers answers;
    private final Receiving receiving;
    private Machine<ProviderEvent, ProviderDeal> machine;

    public ProviderSide(House house, StorageSettings settings, AskBook asks, Answers answers) {
        this.house = house;
        this.settings = settings;
        this.asks = asks;
        this.answers = answers;
        this.receiving = new Receiving(house, answers);
    }

    /** How the data gets here. */
    public Receiving receiving() {
        return receiving;
    }

    /** The machine that what happens outside is sent to. */
    public void runs(Machine<ProviderEvent, ProviderDeal> running) {
        machine = running;
        receiving.runs(running);
    }

    @Override
    public Outcome<ProviderEvent> validate(ProviderDeal deal) throws Exception {
        return Asking.step(() -> {
            Party party = house.present(deal.party());
            ClientDealProposal signed =
                    ClientDealProposal.parse(deal.agreement().signed());
            Validation.Facts facts = new Validation.Facts(
                    deal.miner(),
                    house.chain().policy(),
                    house.chain().head(),
                    asks.ask(party),
                    house.actor()
                            .collateral(sizeOrSmallest(deal), deal.agreement().verified()),
                    house.actor().escrow(deal.agreement().client()));
            return Validation.fault(signed, facts)
                    .<Outcome<ProviderEvent>>map(why -> Outcome.raise(new ProviderEvent.DealRejected(why)))
                    .orElseGet(() -> Outcome.raise(new ProviderEvent.DealDeciding()));
        });
    }

    /** The collateral is looked up before the size is checked; a size that is none is rejected later anyway. */
    private static PieceSize sizeOrSmallest(ProviderDeal deal) {
        try {
            return PieceSize.ofPadded(deal.agreement().pieceSize());
        } catch (IllegalArgumentException malformed) {
            return PieceSize.ofPadded(128);
        }
    }

    @Override
    public Outcome<ProviderEvent> decide(ProviderDeal deal) throws Exception {
        return Asking.step(() -> {
            Optional<String> no = deal.accepted() ? Optional.empty() : refusal(deal);
            if (no.isPresent()) {
                return Outcome.raise(new ProviderEvent.DealRejected(no.get()));
            }
            return deal.accepted()
                    ? Outcome.raise(new ProviderEvent.DataRequested())
                    : Outcome.raise(new ProviderEvent.DealAccepted(), new ProviderEvent.DataRequested());
        });
    }

    /** The house's own rules. */
    private Optional<String> refusal(ProviderDeal deal) throws IOException {
        boolean offline = deal.agreement().offline();
        if (offline && !settings.acceptOffline()) {
            return Optional.of("miner is not accepting offline storage deals");
        }
        if (!offline && !settings.acceptOnline()) {
            return Optional.of("miner is not accepting online storage deals");
        }
        long needed = PieceSize.ofPadded(deal.agreement().pieceSize()).unpadded();
        long staged = staged();
        if (house.blobs().free() - settings.reserveBytes() < needed
                || settings.maxStagingBytes() > 0 && staged + needed > settings.maxStagingBytes()) {
            return Optional.of("server error: provider has no space left for storage deals");
        }
        return Optional.empty();
    }

    private long staged() {
        return machine.open().stream()
                .flatMap(id -> machine.remembered(id).stream())
                .filter(d -> d.accepted() && !d.retrievable())
                .mapToLong(d -> PieceSize.ofPadded(d.agreement().pieceSize()).unpadded())
                .sum();
    }

    /** Only a deal that durably waits for its data says so: a client is quick to send, and would be refused. */
    private void tellClient(ProviderDeal deal) {
        Optional<Party> party = house.party(deal.party());
        if (party.isEmpty()) {
            return;
        }
        try {
            answers.accepted(party.get(), deal);
        } catch (RuntimeException lost) {
            // The deal is taken; a client that missed the answer proposes again and is told where the deal is.
            LOG.info("{}: the client did not get the answer: {}", deal.id(), lost.getMessage());
        }
    }

    @Override
    public Registration awaitData(ProviderDeal deal, Waker<ProviderEvent> waker)
            throws IOException, InterruptedException {
        tellClient(deal);
        return receiving.awaitData(deal, waker);
    }

    @Override
    public Registration awaitTransfer(ProviderDeal deal, Waker<ProviderEvent> waker)
            throws IOException, InterruptedException {
        return receiving.awaitTransfer(deal, waker);
    }

    @Override
    public Outcome<ProviderEvent> verifyData(ProviderDeal deal) throws Exception {
        Draft draft = house.blobs().draft(deal.draft());
        PieceSize size = PieceSize.ofPadded(deal.agreement().pieceSize());
        if (draft.size() > size.unpadded()) {
            return Outcome.raise(new ProviderEvent.DataVerificationFailed(
                    draft.size() + " bytes came, the piece holds " + size.unpadded()));
        }
        PieceInfo piece;
        try (InputStream in = Files.newInputStream(draft.path())) {
            piece = CommPCalculator.of(in);
        }
        Cid ours = piece.growTo(size).cidV1();
        return ours.equals(deal.agreement().pieceCid())
                ? Outcome.raise(new ProviderEvent.VerifiedData(draft.size()))
                : Outcome.raise(
                        new ProviderEvent.DataVerificationFailed("proposal CommP doesn't match calculated CommP: "
                                + deal.agreement().pieceCid() + " != " + ours));
    }

    @Override
    public Outcome<ProviderEvent> reserveFunds(ProviderDeal deal) throws Exception {
        return Asking.step(() -> {
            TokenAmount amount = deal.agreement().providerCollateral();
            Address wallet = house.present(deal.party()).wallet();
            Optional<Cid> message = await(house.actor().reserve(deal.reservation(), wallet, deal.miner(), amount));
            ProviderEvent reserved = new ProviderEvent.FundsReserved(amount);
            return message.<Outcome<ProviderEvent>>map(
                            m -> Outcome.raise(reserved, new ProviderEvent.FundingInitiated(m)))
                    .orElseGet(() -> Outcome.raise(reserved, new ProviderEvent.Funded()));
        });
    }

    @Override
    public Registration awaitFunding(ProviderDeal deal, Waker<ProviderEvent> waker) {
        return house.chain()
                .follow(
                        deal.onChain().addFunds().orElseThrow(),
                        receipt -> waker.accept(
                                receipt.ok()
                                        ? new ProviderEvent.Funded()
                                        : new ProviderEvent.NodeErrored(
                                                "the escrow message ended with code " + receipt.exitCode())));
    }

    @Override
    public Outcome<ProviderEvent> publish(ProviderDeal deal) throws Exception {
        Outcome<ProviderEvent> outcome = Asking.step(() -> Outcome.raise(new ProviderEvent.DealPublishInitiated(
                await(house.actor().publish(deal.worker(), deal.agreement().signed())))));
        boolean money =
                outcome instanceof Outcome.Faulted<ProviderEvent> f && f.fault().blame() == Fault.Blame.OPERATOR;
        return money
                ? Outcome.raise(new ProviderEvent.InsufficientFunds(
                        ((Outcome.Faulted<ProviderEvent>) outcome).fault().sentence()))
                : outcome;
    }

    @Override
    public Registration awaitPublish(ProviderDeal deal, Waker<ProviderEvent> waker) {
        return house.chain().follow(deal.onChain().publish().orElseThrow(), receipt -> published(deal, receipt, waker));
    }

    private void published(ProviderDeal deal, Receipt receipt, Waker<ProviderEvent> waker) {
        var dealId = house.actor().dealId(receipt, deal.agreement().proposalCid());
        if (!receipt.ok() || dealId.isEmpty()) {
            waker.accept(new ProviderEvent.DealPublishError(
                    receipt.ok()
                            ? "the actor dropped proposal " + deal.agreement().proposalCid()
                            : "the message ended with code " + receipt.exitCode()));
            return;
        }
        // The actor holds the collateral now; the reservation has served, and the deal goes on once it is gone.
        house.actor().release(deal.reservation()).whenComplete((amount, failure) -> {
            if (failure != null) {
                waker.fault(Asking.notReleased(deal.reservation(), failure));
                return;
            }
            TokenAmount freed = Asking.freed(amount, deal.reserved());
            if (!freed.isZero()) {
                waker.accept(new ProviderEvent.FundsReleased(freed));
            }
            waker.accept(new ProviderEvent.DealPublished(dealId.getAsLong(), receipt.message()));
        });
    }

    @Override
    public Outcome<ProviderEvent> handOff(ProviderDeal deal) throws Exception {
        return Asking.step(() -> {
            Agreement a = deal.agreement();
            Draft draft = house.blobs().draft(deal.draft());
            if (draft.size() == 0 && deal.payloadBytes() > 0) {
                return Outcome.fault(Fault.end(Fault.Blame.US, "the staged data " + deal.draft() + " is gone"));
            }
            try {
                await(house.sectors()
                        .add(new SectorPiece(
                                deal.miner(),
                                deal.onChain().dealId().orElseThrow(),
                                a.pieceCid(),
                                PieceSize.ofPadded(a.pieceSize()),
                                draft.path(),
                                a.start(),
                                a.end())));
            } catch (IllegalStateException failed) {
                if (failed.getCause() instanceof IOException io) {
                    return Outcome.fault(Fault.later(Fault.Blame.US, "the data could not be handed over: " + io));
                }
                throw failed;
            }
            return Outcome.raise(new ProviderEvent.DealHandedOff());
        });
    }

    @Override
    public Registration watchChain(ProviderDeal deal, Waker<ProviderEvent> waker) {
        return house.actor().watch(deal.onChain().dealId().orElseThrow(), event -> onChain(event, waker));
    }

    private static void onChain(ChainDealEvent event, Waker<ProviderEvent> waker) {
        if (event instanceof ChainDealEvent.Precommitted e) {
            waker.accept(new ProviderEvent.DealPrecommitted(e.sector()));
        } else if (event instanceof ChainDealEvent.Activated) {
            waker.accept(new ProviderEvent.DealActivated());
        } else if (event instanceof ChainDealEvent.Expired) {
            waker.accept(new ProviderEvent.DealExpired());
        } else if (event instanceof ChainDealEvent.Slashed e) {
            waker.accept(new ProviderEvent.DealSlashed(e.at().number()));
        } else if (event instanceof ChainDealEvent.TimedOut) {
            String why = "no sector held the deal at its start; the collateral is gone";
            waker.accept(new ProviderEvent.DealPrecommitFailed(why));
            waker.accept(new ProviderEvent.DealActivationFailed(why));
        }
    }

    @Override
    public Outcome<ProviderEvent> finish(ProviderDeal deal) throws Exception {
        receiving.discard(deal);
        return Outcome.raise(new ProviderEvent.Finalized());
    }

    @Override
    public Outcome<ProviderEvent> reject(ProviderDeal deal) throws Exception {
        return Asking.step(() -> {
            try {
                answers.rejected(house.present(deal.party()), deal);
            } catch (RuntimeException lost) {
                // Nobody to tell any more: whoever proposes again is told the same.
                LOG.info("{}: the client did not get the rejection: {}", deal.id(), lost.getMessage());
            }
            return Outcome.raise(new ProviderEvent.RejectionSent());
        });
    }

    @Override
    public Outcome<ProviderEvent> cleanUp(ProviderDeal deal) throws Exception {
        return Asking.step(() -> {
            receiving.cancel(deal);
            receiving.discard(deal);
            TokenAmount released = Asking.freed(await(house.actor().release(deal.reservation())), deal.reserved());
            return released.isZero()
                    ? Outcome.raise(new ProviderEvent.Failed())
                    : Outcome.raise(new ProviderEvent.FundsReleased(released), new ProviderEvent.Failed());
        });
    }

    /** Lets go of what a deal that is over still holds. */
    public void over(DealId deal) {
        receiving.over(deal);
        answers.forget(deal);
    }
}
