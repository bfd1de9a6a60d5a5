package io.fondaco.market.storage.internal.client;

import static io.fondaco.market.storage.internal.Asking.await;

import io.fondaco.chain.ChainDealEvent;
import io.fondaco.chain.ClientDealProposal;
import io.fondaco.chain.Receipt;
import io.fondaco.codec.DecodeException;
import io.fondaco.codec.cbor.CborWriter;
import io.fondaco.deal.Fault;
import io.fondaco.deal.Outcome;
import io.fondaco.deal.Wake;
import io.fondaco.deal.Waker;
import io.fondaco.deal.spi.Machine;
import io.fondaco.market.storage.internal.Agreement;
import io.fondaco.market.storage.internal.Asking;
import io.fondaco.market.storage.internal.House;
import io.fondaco.market.storage.internal.wire.BoostMessages;
import io.fondaco.market.storage.internal.wire.Conversation;
import io.fondaco.market.storage.internal.wire.DealStatus;
import io.fondaco.market.storage.internal.wire.Form;
import io.fondaco.market.storage.internal.wire.HttpParams;
import io.fondaco.market.storage.internal.wire.Messages;
import io.fondaco.market.storage.internal.wire.Protocols;
import io.fondaco.market.storage.internal.wire.Seals;
import io.fondaco.model.Cid;
import io.fondaco.model.DealId;
import io.fondaco.model.Epoch;
import io.fondaco.model.PieceSize;
import io.fondaco.model.Registration;
import io.fondaco.model.TokenAmount;
import io.fondaco.network.NetworkException;
import io.fondaco.party.Party;
import io.fondaco.persistence.Blob;
import io.fondaco.transfer.TransferEvent;
import io.fondaco.transfer.TransferId;
import io.fondaco.transfer.TransferOrder;
import io.fondaco.transfer.TransferView;
import io.fondaco.transfer.Voucher;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The client's hands. */
public final class ClientSide implements ClientSteps {

    /** The voucher of a storage transfer: CBOR tuple of the deal's CID. */
    public static final String VOUCHER = "StorageDataTransferVoucher";

    private static final Set<DealStatus> GONE =
            EnumSet.of(DealStatus.FAILING, DealStatus.ERROR, DealStatus.REJECTING, DealStatus.PROPOSAL_REJECTED);

    /** The reference polls on at Finalizing; it is only a moment of an active deal. */
    private static final Set<DealStatus> PUBLISHED = EnumSet.of(
            DealStatus.STAGED,
            DealStatus.AWAITING_PRE_COMMIT,
            DealStatus.SEALING,
            DealStatus.FINALIZING,
            DealStatus.ACTIVE,
            DealStatus.EXPIRED,
            DealStatus.SLASHED);

    private static final Set<DealStatus> WANTS_DATA = EnumSet.of(
            DealStatus.WAITING_FOR_DATA, DealStatus.TRANSFERRING, DealStatus.PROVIDER_TRANSFER_AWAIT_RESTART);
    private static final Set<DealStatus> DECIDING =
            EnumSet.of(DealStatus.UNKNOWN, DealStatus.VALIDATING, DealStatus.ACCEPT_WAIT);

    /** Epochs past the start after which a client no longer believes in its deal. */
    private static final long START_GRACE = 10;

    private final House house;
    private final Map<TransferId, DealId> channels = new ConcurrentHashMap<>();
    private Machine<ClientEvent, ClientDeal> machine;

    public ClientSide(House house) {
        this.house = house;
    }

    /** The machine that what happens outside is sent to. */
    public void runs(Machine<ClientEvent, ClientDeal> running) {
        machine = running;
    }

    @Override
    public Outcome<ClientEvent> reserveFunds(ClientDeal deal) throws Exception {
        return Asking.step(() -> {
            TokenAmount amount = deal.agreement().clientRequirement();
            Optional<Cid> message = await(house.actor()
                    .reserve(deal.reservation(), deal.wallet(), deal.agreement().client(), amount));
            ClientEvent reserved = new ClientEvent.FundsReserved(amount);
            return message.<Outcome<ClientEvent>>map(m -> Outcome.raise(reserved, new ClientEvent.FundingInitiated(m)))
                    .orElseGet(() -> Outcome.raise(reserved, new ClientEvent.FundingComplete()));
        });
    }

    @Override
    public Registration awaitFunding(ClientDeal deal, Waker<ClientEvent> waker) {
        return house.chain()
                .follow(
                        deal.onChain().addFunds().orElseThrow(),
                        receipt -> waker.accept(
                                receipt.ok()
                                        ? new ClientEvent.FundingComplete()
                                        : new ClientEvent.ReserveFundsFailed(
                                                "the escrow message ended with code " + receipt.exitCode())));
    }

    @Override
    public Outcome<ClientEvent> propose(ClientDeal deal) throws Exception {
        return Asking.step(() -> {
            Party party = house.present(deal.party());
            if (deal.agreement().location().isPresent()) {
                return proposePull(party, deal);
            }
            Messages.Proposal proposal = proposal(deal.agreement());
            Conversation.Reply reply;
            try {
                reply = await(Conversation.ask(
                        party.host(),
                        deal.providerPeer(),
                        Protocols.DEAL,
                        protocol -> Messages.PROPOSAL.encode(proposal, Protocols.form(protocol))));
            } catch (NetworkException unreachable) {
                return Outcome.fault(Fault.again(Fault.Blame.PEER, unreachable.getMessage()));
            }
            Messages.SignedResponse answer;
            try {
                answer = Messages.SIGNED_RESPONSE.decode(
                        reply.message(), Protocols.form(reply.protocol()), Protocols.MOST_BYTES);
            } catch (DecodeException nonsense) {
                return Outcome.raise(new ClientEvent.ReadResponseFailed(nonsense.getMessage()));
            }
            return answered(deal, answer);
        });
    }

    /** A deal whose data the provider pulls from an address: only Boost's protocols can say so. */
    private static Outcome<ClientEvent> proposePull(Party party, ClientDeal deal) throws Exception {
        Agreement a = deal.agreement();
        // Boost's id of a deal is any 16 bytes; these are the same whenever the proposal is sent again.
        byte[] uuid = Arrays.copyOf(a.id().multihash().digest(), 16);
        BoostMessages.DealParams params = new BoostMessages.DealParams(
                uuid,
                false,
                ClientDealProposal.parse(a.signed()),
                a.payload(),
                new BoostMessages.Transfer(
                        a.transferType(), "", HttpParams.of(a.location().orElseThrow()), a.payloadBytes()),
                false,
                false);
        Conversation.Reply reply;
        try {
            reply = await(Conversation.ask(
                    party.host(), deal.providerPeer(), Protocols.BOOST_DEAL, protocol -> (protocol.equals(
                                            Protocols.BOOST_DEAL_120)
                                    ? BoostMessages.DEAL_PARAMS_120
                                    : BoostMessages.DEAL_PARAMS)
                            .encode(params, Form.CANONICAL)));
        } catch (NetworkException unreachable) {
            return Outcome.fault(Fault.again(Fault.Blame.PEER, unreachable.getMessage()));
        }
        try {
            BoostMessages.DealResponse response =
                    BoostMessages.DEAL_RESPONSE.decode(reply.message(), Form.CANONICAL, Protocols.MOST_BYTES);
            return response.accepted()
                    ? Outcome.raise(new ClientEvent.InitiateDataTransfer())
                    : Outcome.raise(
                            new ClientEvent.UnexpectedDealState(DealStatus.PROPOSAL_REJECTED, response.message()));
        } catch (DecodeException nonsense) {
            return Outcome.raise(new ClientEvent.ReadResponseFailed(nonsense.getMessage()));
        }
    }

    private static Messages.Proposal proposal(Agreement a) {
        Messages.DataRef data = new Messages.DataRef(
                a.transferType(),
                a.payload(),
                Optional.of(a.pieceCid()),
                PieceSize.ofPadded(a.pieceSize()).unpadded(),
                a.payloadBytes());
        return new Messages.Proposal(ClientDealProposal.parse(a.signed()), data, a.fastRetrieval());
    }

    private static Outcome<ClientEvent> answered(ClientDeal deal, Messages.SignedResponse answer) {
        if (!Seals.holds(answer.response(), Messages.RESPONSE, answer.signature(), deal.providerWorker())) {
            return Outcome.raise(new ClientEvent.ResponseVerificationFailed());
        }
        Messages.Response response = answer.response().value();
        if (!response.proposal().equals(deal.agreement().id())) {
            return Outcome.raise(
                    new ClientEvent.ReadResponseFailed("it is about another proposal, " + response.proposal()));
        }
        if (DECIDING.contains(response.state())) {
            return Outcome.fault(Fault.again(Fault.Blame.PEER, "the provider is still deciding"));
        }
        if (GONE.contains(response.state()) || response.state() == DealStatus.PROPOSAL_NOT_FOUND) {
            return Outcome.raise(new ClientEvent.UnexpectedDealState(response.state(), response.message()));
        }
        // Anything else is a deal the provider has taken: now, or before a restart of ours.
        return Outcome.raise(new ClientEvent.InitiateDataTransfer());
    }

    @Override
    public Outcome<ClientEvent> startTransfer(ClientDeal deal) throws Exception {
        return Asking.step(() -> {
            Agreement a = deal.agreement();
            if (a.offline() || a.location().isPresent()) {
                return Outcome.raise(new ClientEvent.DataTransferComplete());
            }
            if (house.blobs().find(a.pieceCid()).isEmpty()) {
                return Outcome.fault(
                        Fault.end(Fault.Blame.US, "the prepared data " + a.pieceCid() + " is no longer in the house"));
            }
            Party party = house.present(deal.party());
            TransferId id = new TransferId(
                    party.host().id(),
                    Optional.of(deal.providerPeer()),
                    house.transfers().nextNumber(party.host().id()));
            return Outcome.raise(new ClientEvent.DataTransferQueued(id.toString()));
        });
    }

    @Override
    public Registration awaitTransfer(ClientDeal deal, Waker<ClientEvent> waker) {
        TransferId id = TransferId.parse(deal.channel().orElseThrow());
        Optional<ClientEvent> over = house.over(id).flatMap(ClientSide::meaning);
        if (over.isPresent()) {
            waker.accept(over.get());
        } else {
            begin(deal);
        }
        return Wake.NOTHING;
    }

    private static Optional<ClientEvent> meaning(TransferView over) {
        return switch (over.status()) {
            case "done" -> Optional.of(new ClientEvent.DataTransferComplete());
            case "failed" -> Optional.of(new ClientEvent.DataTransferFailed(over.note()));
            case "cancelled" -> Optional.of(new ClientEvent.DataTransferCancelled());
            default -> Optional.empty();
        };
    }

    private void begin(ClientDeal deal) {
        Agreement a = deal.agreement();
        TransferId id = TransferId.parse(deal.channel().orElseThrow());
        Blob blob = house.blobs()
                .find(a.pieceCid())
                .orElseThrow(() -> new IllegalStateException("the prepared data " + a.pieceCid() + " is gone"));
        channels.put(id, deal.id());
        house.transfers()
                .begin(new TransferOrder(
                        id,
                        TransferOrder.Direction.PUSH,
                        a.transferType(),
                        Optional.empty(),
                        Map.of(),
                        Optional.of(voucher(a.id())),
                        a.payload(),
                        blob.path(),
                        blob.size(),
                        blob.size()));
    }

    private static Voucher voucher(Cid deal) {
        return new Voucher(
                VOUCHER, new CborWriter().writeListHeader(1).writeCid(deal).toBytes());
    }

    @Override
    public Outcome<ClientEvent> restartTransfer(ClientDeal deal) throws Exception {
        return Asking.step(() -> {
            if (deal.channel().isEmpty()) {
                return Outcome.raise(new ClientEvent.DataTransferRestartFailed("no channel was opened"));
            }
            // The provider may have had the last byte, and have deleted it since: ask before sending again.
            Messages.ProviderDealState state;
            try {
                state = ask(deal);
            } catch (NetworkException | DecodeException | IllegalStateException unclear) {
                return Outcome.fault(Fault.again(Fault.Blame.PEER, unclear.getMessage()));
            }
            if (GONE.contains(state.state()) || state.state() == DealStatus.PROPOSAL_NOT_FOUND) {
                return Outcome.raise(new ClientEvent.DataTransferRestartFailed(
                        "the provider has given the deal up: " + state.message()));
            }
            if (!WANTS_DATA.contains(state.state())) {
                return Outcome.raise(new ClientEvent.DataTransferComplete());
            }
            begin(deal);
            return Outcome.raise(
                    new ClientEvent.DataTransferRestarted(deal.channel().get()));
        });
    }

    /** What a transfer of this party came to. */
    public void transferred(TransferEvent event) {
        DealId deal = channels.get(event.id());
        if (deal == null) {
            return;
        }
        String channel = event.id().toString();
        ClientEvent meaning = null;
        if (event instanceof TransferEvent.Opened) {
            meaning = new ClientEvent.DataTransferInitiated(channel);
        } else if (event instanceof TransferEvent.Restarted) {
            meaning = new ClientEvent.DataTransferRestarted(channel);
        } else if (event instanceof TransferEvent.Completed) {
            meaning = new ClientEvent.DataTransferComplete();
        } else if (event instanceof TransferEvent.Cancelled) {
            meaning = new ClientEvent.DataTransferCancelled();
        } else if (event instanceof TransferEvent.Failed f) {
            meaning = new ClientEvent.DataTransferFailed(f.why());
        }
        // A stall is the house's to cure; only when it cannot does the transfer fail.
        if (meaning != null) {
            // What the store cannot take the deal finds out again by itself, see awaitTransfer.
            Asking.lossNoted(deal, machine.send(deal, meaning));
        }
    }

    @Override
    public Outcome<ClientEvent> pollProvider(ClientDeal deal) throws Exception {
        return Asking.step(() -> {
            Epoch lastHope = deal.agreement().start().plus(START_GRACE);
            if (house.chain().head().isAfter(lastHope)) {
                return Outcome.raise(
                        new ClientEvent.DealRejected(DealStatus.CHECK_FOR_ACCEPTANCE, "start epoch already elapsed"));
            }
            Messages.ProviderDealState state;
            try {
                state = ask(deal);
            } catch (NetworkException | DecodeException | IllegalStateException unclear) {
                return Outcome.raise(
                        new ClientEvent.WaitForDealState(Optional.of(unclear.getMessage()), Optional.empty()));
            }
            if (GONE.contains(state.state()) || state.state() == DealStatus.PROPOSAL_NOT_FOUND) {
                return Outcome.raise(new ClientEvent.DealRejected(state.state(), state.message()));
            }
            if (PUBLISHED.contains(state.state())) {
                Cid theirs = state.proposalCid().orElse(deal.agreement().id());
                return theirs.equals(deal.agreement().id())
                        ? Outcome.raise(new ClientEvent.DealAccepted(state.publishCid()))
                        : Outcome.raise(new ClientEvent.ResponseDealDidNotMatch(
                                theirs, deal.agreement().id()));
            }
            return Outcome.raise(new ClientEvent.WaitForDealState(Optional.empty(), Optional.of(state.state())));
        });
    }

    /** Asks the provider for its state of a deal. @throws IllegalStateException when the answer is not signed by it */
    private Messages.ProviderDealState ask(ClientDeal deal) throws Exception {
        Party party = house.present(deal.party());
        Cid id = deal.agreement().id();
        byte[] signature = house.keys()
                .sign(deal.wallet(), new CborWriter().writeCid(id).toBytes())
                .toBytes();
        Messages.DealStatusRequest request = new Messages.DealStatusRequest(id, signature);
        Conversation.Reply reply = await(Conversation.ask(
                party.host(),
                deal.providerPeer(),
                Protocols.STATUS,
                protocol -> Messages.STATUS_REQUEST.encode(request, Protocols.form(protocol))));
        Form form = Protocols.form(reply.protocol());
        Messages.DealStatusResponse response =
                Messages.STATUS_RESPONSE.decode(reply.message(), form, Protocols.MOST_BYTES);
        if (!Seals.holds(
                response.dealState(), Messages.PROVIDER_DEAL_STATE, response.signature(), deal.providerWorker())) {
            throw new IllegalStateException("the provider's answer is not signed by its worker");
        }
        return response.dealState().value();
    }

    @Override
    public Registration awaitPublish(ClientDeal deal, Waker<ClientEvent> waker) {
        Optional<Cid> message = deal.onChain().publish();
        if (message.isEmpty()) {
            waker.accept(new ClientEvent.DealPublishFailed("the provider named no publish message"));
            return Wake.NOTHING;
        }
        return house.chain().follow(message.get(), receipt -> published(deal, receipt, waker));
    }

    private void published(ClientDeal deal, Receipt receipt, Waker<ClientEvent> waker) {
        if (!receipt.ok()) {
            waker.accept(new ClientEvent.DealPublishFailed("the message ended with code " + receipt.exitCode()));
            return;
        }
        var dealId = house.actor().dealId(receipt, deal.agreement().proposalCid());
        if (dealId.isEmpty()) {
            waker.accept(new ClientEvent.DealPublishFailed("message " + receipt.message() + " did not publish proposal "
                    + deal.agreement().proposalCid()));
            return;
        }
        // The actor holds the money now; the reservation has served, and the deal goes on once it is gone.
        house.actor().release(deal.reservation()).whenComplete((amount, failure) -> {
            if (failure != null) {
                waker.fault(Asking.notReleased(deal.reservation(), failure));
                return;
            }
            TokenAmount freed = Asking.freed(amount, deal.reserved());
            if (!freed.isZero()) {
                waker.accept(new ClientEvent.FundsReleased(freed));
            }
            waker.accept(new ClientEvent.DealPublished(dealId.getAsLong()));
        });
    }

    @Override
    public Registration watchChain(ClientDeal deal, Waker<ClientEvent> waker) {
        return house.actor().watch(deal.onChain().dealId().orElseThrow(), event -> onChain(event, waker));
    }

    private static void onChain(ChainDealEvent event, Waker<ClientEvent> waker) {
        if (event instanceof ChainDealEvent.Precommitted e) {
            waker.accept(new ClientEvent.DealPrecommitted(e.sector()));
        } else if (event instanceof ChainDealEvent.Activated) {
            waker.accept(new ClientEvent.DealActivated());
        } else if (event instanceof ChainDealEvent.Expired) {
            waker.accept(new ClientEvent.DealExpired());
        } else if (event instanceof ChainDealEvent.Slashed e) {
            waker.accept(new ClientEvent.DealSlashed(e.at().number()));
        } else if (event instanceof ChainDealEvent.TimedOut) {
            String why = "no sector held the deal at its start; the chain has refunded the client";
            waker.accept(new ClientEvent.DealPrecommitFailed(why));
            waker.accept(new ClientEvent.DealActivationFailed(why));
        }
    }

    @Override
    public Outcome<ClientEvent> cleanUp(ClientDeal deal) throws Exception {
        return Asking.step(() -> {
            deal.channel().map(TransferId::parse).ifPresent(id -> {
                channels.remove(id);
                house.transfers().cancel(id, deal.message());
            });
            TokenAmount released = Asking.freed(await(house.actor().release(deal.reservation())), deal.reserved());
            return released.isZero()
                    ? Outcome.raise(new ClientEvent.Failed())
                    : Outcome.raise(new ClientEvent.FundsReleased(released), new ClientEvent.Failed());
        });
    }

    /** Lets go of what a deal that is over still holds. */
    public void over(DealId deal) {
        channels.values().remove(deal);
    }
}
