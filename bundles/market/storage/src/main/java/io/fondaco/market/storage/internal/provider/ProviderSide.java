package io.fondaco.market.storage.internal.provider;

import static io.fondaco.market.storage.internal.Asking.await;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.Receipt;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborReader;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.Asking;
import io.fondaco.market.storage.internal.House;
import io.fondaco.market.storage.internal.StorageSettings;
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
import io.fondaco.transfer.Decision;
import io.fondaco.transfer.Incoming;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The provider's hands. */
public final class ProviderSide implements ProviderSteps {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderSide.class);

    /** States in which a transfer may begin or go on; the reference's list. */
    private static final Set<ProviderState> TAKES_DATA = EnumSet.of(
            ProviderState.UNKNOWN,
            ProviderState.VALIDATING,
            ProviderState.WAITING_FOR_DATA,
            ProviderState.TRANSFERRING,
            ProviderState.PROVIDER_TRANSFER_AWAIT_RESTART);

    private final House house;
    private final StorageSettings settings;
    private final AskBook asks;
    private final Answers answers;
    private final Map<TransferId, DealId> channels = new ConcurrentHashMap<>();
    private final Map<DealId, Registration> watches = new ConcurrentHashMap<>();
    private Machine<ProviderEvent, ProviderDeal> machine;

    public ProviderSide(House house, StorageSettings settings, AskBook asks, Answers answers) {
        this.house = house;
        this.settings = settings;
        this.asks = asks;
        this.answers = answers;
    }

    /** The machine that what happens outside is sent to. */
    public void runs(Machine<ProviderEvent, ProviderDeal> running) {
        machine = running;
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
    public void awaitData(ProviderDeal deal, Consumer<ProviderEvent> raise) throws IOException, InterruptedException {
        tellClient(deal);
        Agreement a = deal.agreement();
        Draft draft = house.blobs().draft(deal.draft());
        if (a.payloadBytes() > 0 && draft.size() == a.payloadBytes()) {
            // All of it had come before a restart cut off the word that it had.
            raise.accept(new ProviderEvent.DataTransferCompleted());
            return;
        }
        if (a.location().isEmpty()) {
            return;
        }
        Party party = house.present(deal.party());
        TransferId id = deal.channel()
                .map(TransferId::parse)
                .orElseGet(() -> new TransferId(
                        party.host().id(),
                        Optional.empty(),
                        house.transfers().nextNumber(party.host().id())));
        channels.put(id, deal.id());
        house.transfers()
                .begin(new TransferOrder(
                        id,
                        TransferOrder.Direction.PULL,
                        a.transferType(),
                        a.location(),
                        deal.headers(),
                        Optional.empty(),
                        a.payload(),
                        draft.path(),
                        a.payloadBytes() > 0 ? a.payloadBytes() : -1,
                        PieceSize.ofPadded(a.pieceSize()).unpadded()));
    }

    /** Decides about a transfer a client asks for. */
    public Decision decide(Incoming incoming) {
        Cid cid;
        try {
            CborReader in = new CborReader(incoming.voucher().body());
            in.readListHeader(1);
            cid = in.readCid();
            in.finish();
        } catch (DecodeException nonsense) {
            return new Decision.Refuse("the voucher cannot be read: " + nonsense.getMessage());
        }
        Party party = answers.party(incoming.party());
        DealId id = new DealId(cid.toString(), party.name());
        Optional<ProviderDeal> deal = machine.remembered(id);
        if (deal.isEmpty()) {
            return new Decision.Refuse("no deal " + cid + " here");
        }
        return decide(incoming, id, deal.get());
    }

    private Decision decide(Incoming incoming, DealId id, ProviderDeal deal) {
        Agreement a = deal.agreement();
        if (incoming.direction() != TransferOrder.Direction.PUSH) {
            return new Decision.Refuse("a provider takes data for a deal, it does not send it");
        }
        if (!incoming.from().equals(deal.clientPeer())) {
            return new Decision.Refuse("deal " + a.id() + " was proposed by another peer");
        }
        if (!incoming.root().equals(a.payload())) {
            return new Decision.Refuse("deal " + a.id() + " is for " + a.payload() + ", not " + incoming.root());
        }
        String state = machine.view(id).orElseThrow().state();
        boolean takes = TAKES_DATA.stream()
                .anyMatch(s -> io.fondaco.deal.StateNames.of(s).equals(state));
        if (!takes) {
            return new Decision.Refuse("deal " + a.id() + " takes no data while it is " + state);
        }
        try {
            channels.put(incoming.id(), id);
            return new Decision.Accept(
                    house.blobs().draft(deal.draft()).path(),
                    a.payloadBytes() > 0 ? a.payloadBytes() : -1,
                    PieceSize.ofPadded(a.pieceSize()).unpadded());
        } catch (IOException e) {
            LOG.warn("{}: no place for the data", id, e);
            return new Decision.Refuse("the provider cannot write: " + e.getMessage());
        }
    }

    /** What a transfer of this party came to. */
    public void transferred(TransferEvent event) {
        DealId deal = channels.get(event.id());
        if (deal == null) {
            return;
        }
        String channel = event.id().toString();
        ProviderEvent meaning = null;
        if (event instanceof TransferEvent.Opened) {
            meaning = new ProviderEvent.DataTransferInitiated(channel);
        } else if (event instanceof TransferEvent.Restarted) {
            meaning = new ProviderEvent.DataTransferRestarted(channel);
        } else if (event instanceof TransferEvent.Stalled) {
            meaning = new ProviderEvent.DataTransferStalled();
        } else if (event instanceof TransferEvent.Completed) {
            meaning = new ProviderEvent.DataTransferCompleted();
        } else if (event instanceof TransferEvent.Cancelled) {
            meaning = new ProviderEvent.DataTransferCancelled();
        } else if (event instanceof TransferEvent.Failed f) {
            meaning = new ProviderEvent.DataTransferFailed(f.why());
        }
        if (meaning != null) {
            machine.send(deal, meaning);
        }
    }

    /** Takes the data of an offline deal from a file. */
    public CompletionStage<Void> importData(DealId id, Path file) {
        Optional<ProviderDeal> deal = machine.remembered(id);
        if (deal.isEmpty() || !machine.view(id).orElseThrow().state().equals("WaitingForData")) {
            return CompletableFuture.failedFuture(new IllegalStateException("deal " + id + " does not wait for data"));
        }
        try {
            long most = PieceSize.ofPadded(deal.get().agreement().pieceSize()).unpadded();
            if (Files.size(file) > most) {
                throw new IOException(file + " has " + Files.size(file) + " bytes, the piece holds " + most);
            }
            Draft draft = house.blobs().draft(deal.get().draft());
            Files.copy(file, draft.path(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return machine.send(id, new ProviderEvent.ManualDataReceived()).thenAccept(taken -> {
            if (!taken) {
                throw new IllegalStateException("deal " + id + " does not wait for data");
            }
        });
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
            Optional<Cid> message =
                    await(house.actor().reserve(deal.reservation(), deal.worker(), deal.miner(), amount));
            ProviderEvent reserved = new ProviderEvent.FundsReserved(amount);
            return message.<Outcome<ProviderEvent>>map(
                            m -> Outcome.raise(reserved, new ProviderEvent.FundingInitiated(m)))
                    .orElseGet(() -> Outcome.raise(reserved, new ProviderEvent.Funded()));
        });
    }

    @Override
    public void awaitFunding(ProviderDeal deal, Consumer<ProviderEvent> raise) {
        house.chain()
                .follow(
                        deal.onChain().addFunds().orElseThrow(),
                        receipt -> raise.accept(
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
    public void awaitPublish(ProviderDeal deal, Consumer<ProviderEvent> raise) {
        house.chain().follow(deal.onChain().publish().orElseThrow(), receipt -> published(deal, receipt, raise));
    }

    private void published(ProviderDeal deal, Receipt receipt, Consumer<ProviderEvent> raise) {
        var dealId = house.actor().dealId(receipt, deal.agreement().proposalCid());
        if (!receipt.ok() || dealId.isEmpty()) {
            raise.accept(new ProviderEvent.DealPublishError(
                    receipt.ok()
                            ? "the actor dropped proposal " + deal.agreement().proposalCid()
                            : "the message ended with code " + receipt.exitCode()));
            return;
        }
        house.actor().release(deal.reservation()).whenComplete((amount, failure) -> {
            if (failure == null && !amount.isZero()) {
                raise.accept(new ProviderEvent.FundsReleased(amount));
            }
            raise.accept(new ProviderEvent.DealPublished(dealId.getAsLong(), receipt.message()));
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
    public void watchChain(ProviderDeal deal, Consumer<ProviderEvent> raise) {
        Registration watch = house.actor().watch(deal.onChain().dealId().orElseThrow(), event -> onChain(event, raise));
        Registration before = watches.put(deal.id(), watch);
        if (before != null) {
            before.close();
        }
    }

    private static void onChain(ChainDealEvent event, Consumer<ProviderEvent> raise) {
        if (event instanceof ChainDealEvent.Precommitted e) {
            raise.accept(new ProviderEvent.DealPrecommitted(e.sector()));
        } else if (event instanceof ChainDealEvent.Activated) {
            raise.accept(new ProviderEvent.DealActivated());
        } else if (event instanceof ChainDealEvent.Expired) {
            raise.accept(new ProviderEvent.DealExpired());
        } else if (event instanceof ChainDealEvent.Slashed e) {
            raise.accept(new ProviderEvent.DealSlashed(e.at().number()));
        } else if (event instanceof ChainDealEvent.TimedOut) {
            String why = "no sector held the deal at its start; the collateral is gone";
            raise.accept(new ProviderEvent.DealPrecommitFailed(why));
            raise.accept(new ProviderEvent.DealActivationFailed(why));
        }
    }

    @Override
    public Outcome<ProviderEvent> finish(ProviderDeal deal) throws Exception {
        house.blobs().discard(deal.draft());
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
            deal.channel().map(TransferId::parse).ifPresent(id -> {
                channels.remove(id);
                house.transfers().cancel(id, deal.message());
            });
            house.blobs().discard(deal.draft());
            TokenAmount released = await(house.actor().release(deal.reservation()));
            return released.isZero()
                    ? Outcome.raise(new ProviderEvent.Failed())
                    : Outcome.raise(new ProviderEvent.FundsReleased(released), new ProviderEvent.Failed());
        });
    }

    /** Lets go of what a deal that is over still holds. */
    public void over(DealId deal) {
        Registration watch = watches.remove(deal);
        if (watch != null) {
            watch.close();
        }
        channels.values().remove(deal);
        answers.forget(deal);
    }

    /** Stops watching; what is stored resumes with the next start. */
    public void close() {
        watches.values().forEach(Registration::close);
        watches.clear();
    }
}
